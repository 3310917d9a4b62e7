import type { Caller } from "#lib/auth/principal";
import { hasAnyUser } from "#lib/auth/queries";
import { systemClock } from "#lib/clock";
import { db } from "#lib/db/client";
import { env, provideEnv } from "#lib/env";
import { acceptInvitationAsNew } from "#lib/members/accept-invitation";
import { inviteMember } from "#lib/members/invite";
import { createWorkspace } from "#lib/workspaces/create-workspace";
import { setUp } from "#lib/workspaces/set-up";
import { databaseUrl } from "#scripts/database";

/** People and workspaces to develop with, made by the operations that the pages call. Does nothing where there are users. */
const PASSWORD = "correct horse battery staple";

async function seed(): Promise<string> {
  if (await hasAnyUser()) return "There are users already; nothing was seeded.";
  const newcomer = { now: systemClock.now(), address: null };
  const owner = { name: "Ada Lovelace", email: "ada@example.com", password: PASSWORD };
  await setUp(newcomer, { ...owner, workspaceName: "Acme" });
  const ada = await db().user.findUniqueOrThrow({ where: { email: owner.email } });
  const caller: Caller = {
    principal: { kind: "user", userId: ada.id, sessionId: "seed", authenticatedAt: null },
    ...newcomer,
  };
  await createWorkspace(caller, { name: "Acme Labs" });
  const { url } = await inviteMember(caller, { workspace: "acme", email: "grace@example.com", role: "member" });
  const secret = url.slice(url.lastIndexOf("/") + 1);
  await acceptInvitationAsNew(newcomer, secret, { name: "Grace Hopper", password: PASSWORD });
  await inviteMember(caller, { workspace: "acme", email: "alan@example.com", role: "admin" });
  return `Seeded. Sign in as ${owner.email} (owner) or grace@example.com (member), password: ${PASSWORD}`;
}

await using database = await databaseUrl();
provideEnv({ ...env(), DATABASE_URL: database.url });
console.log(await seed());
await db().$disconnect();
