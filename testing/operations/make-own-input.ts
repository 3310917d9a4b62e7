import { hashPassword } from "#lib/auth/passwords/password";
import { db } from "#lib/db/client";
import { inviteMember } from "#lib/members/invite";
import { makeTargets } from "#testing/operations/make-targets";
import type { OwnInput } from "#testing/operations/own-operations";
import { callerOf, makeUser, NOW } from "#testing/people/factories";
import { DEVICE, makeSession } from "#testing/people/sessions";

export const PASSWORD = "violet anchor tumble sieve";
export const NEW_PASSWORD = "copper lantern drift maple";

/** Makes a caller with everything that the operations of `OWN_OPERATIONS` need. */
export async function makeOwnInput(): Promise<OwnInput> {
  const { ada, acme } = await makeTargets();
  const grace = await makeUser("Grace");
  const { caller: confirmedCaller } = await makeSession(grace, NOW, DEVICE, grace.email);
  const passwordHash = await hashPassword(PASSWORD);
  await db().user.update({ where: { id: grace.id }, data: { passwordHash } });
  const invite = async (email: string) => {
    const { url } = await inviteMember(callerOf(ada), { workspace: acme.slug, email, role: "member" });
    return url.slice(url.lastIndexOf("/") + 1);
  };
  const email = `${acme.id}@example.com`;
  const invitationSecret = await invite(grace.email);
  const { id: invitationId } = await db().invitation.findFirstOrThrow({ where: { email: grace.email } });
  const identity = { provider: "oidc", providerAccountId: email, name: "Lin", email, emailVerified: true };
  return {
    caller: callerOf(grace),
    email: grace.email,
    password: PASSWORD,
    newPassword: NEW_PASSWORD,
    invitationSecret,
    confirmedCaller,
    invitationId,
    newcomersInvitationSecret: await invite(`new.${acme.id}@example.com`),
    identity,
  };
}
