import { recordAudit } from "#lib/audit/record";
import { allowsNewAccount, insertUser, type Newcomer } from "#lib/auth/accounts/sign-up";
import { invitationHolds } from "#lib/auth/invitations/standing";
import { isRecent } from "#lib/auth/passwords/proof";
import type { Caller, VerifiedUser } from "#lib/auth/principal";
import { PERSON_NAME_MAX } from "#lib/auth/schema";
import { db, type Transaction } from "#lib/db/client";
import { env } from "#lib/env";
import { fittingName } from "#lib/text/name-schema";

/** The person who signed in, as the provider describes them. */
export type ProviderIdentity = {
  provider: string;
  providerAccountId: string;
  name: string;
  /** Null when the provider returned none. */
  email: string | null;
  emailVerified: boolean;
};

/** The version of the credential of a new account. */
const FIRST_CREDENTIAL_VERSION = 0;

/** Why a sign-in through a provider is refused. */
export type ProviderRefusal =
  | "EMAIL_NOT_VERIFIED"
  | "ACCOUNT_DISABLED"
  | "ACCOUNT_EXISTS"
  | "NOT_INVITED"
  | "NOT_SET_UP"
  | "TOO_MANY_ACCOUNTS"
  | "SIGN_IN_AGAIN";

/** The user of the session in the same browser, and when they signed in with it. */
export type SignedIn = VerifiedUser & { authenticatedAt: Date | null };

/**
 * Finds, links or creates the account of somebody who signed in with a provider (docs/decisions/0008).
 *
 * An account with a password is linked only while its owner is signed in. Nobody has confirmed the email of such an
 * account, so a stranger could have created it with an email that is not theirs.
 * @param signedIn the user who is signed in in the same browser and asked to connect the provider; null for none
 * @returns the user with the version of their credential, or why the sign-in is refused
 */
export async function signInWithProvider(
  newcomer: Newcomer,
  identity: ProviderIdentity,
  signedIn: SignedIn | null,
): Promise<VerifiedUser | { refused: ProviderRefusal }> {
  const key = { provider: identity.provider, providerAccountId: identity.providerAccountId };
  return db().$transaction(async (transaction) => {
    const where = { provider_providerAccountId: key };
    const linked = await transaction.account.findUnique({
      where,
      select: { user: { select: { id: true, disabledAt: true, credentialVersion: true } } },
    });
    if (linked) return enabled(linked.user);
    // A connected provider opens the account for good, so connecting one needs the same proof as other lasting power.
    if (signedIn && !isRecent(signedIn.authenticatedAt, newcomer.now)) return { refused: "SIGN_IN_AGAIN" };
    const isSignedIn = signedIn !== null && (await lockSignedIn(transaction, signedIn));
    const user = isSignedIn
      ? { id: signedIn.id, credentialVersion: signedIn.credentialVersion }
      : await findOrCreateUser(transaction, newcomer, identity);
    if ("refused" in user) return user;
    const { id: userId } = user;
    await transaction.account.create({ data: { ...key, userId, createdAt: newcomer.now } });
    const caller: Caller = {
      principal: { kind: "user", userId, sessionId: "provider", authenticatedAt: null },
      ...newcomer,
    };
    const target = { type: "user", id: userId } as const;
    await recordAudit(transaction, caller, {
      action: "user.provider_linked",
      target,
      details: { provider: key.provider },
    });
    return user;
  });
}

function enabled(user: VerifiedUser & { disabledAt: Date | null }): VerifiedUser | { refused: ProviderRefusal } {
  const { id, credentialVersion, disabledAt } = user;
  return disabledAt ? { refused: "ACCOUNT_DISABLED" } : { id, credentialVersion };
}

/**
 * Says whether the session of this user is still valid, and lets no change of the password end it before the provider
 * is connected. Otherwise a thief could connect a provider with a session that ends in this moment.
 */
async function lockSignedIn(transaction: Transaction, { id, credentialVersion }: VerifiedUser): Promise<boolean> {
  const rows = await transaction.$queryRaw<unknown[]>`
    SELECT id FROM "User" WHERE id = ${id} AND "credentialVersion" = ${credentialVersion} FOR SHARE`;
  return rows.length > 0;
}

/** Finds the user with the confirmed email, or creates one if this person may have an account. */
async function findOrCreateUser(
  transaction: Transaction,
  newcomer: Newcomer,
  identity: ProviderIdentity,
): Promise<VerifiedUser | { refused: ProviderRefusal }> {
  const email = identity.email?.toLowerCase();
  if (!email || !identity.emailVerified) return { refused: "EMAIL_NOT_VERIFIED" };
  if ((await transaction.user.count()) === 0) return { refused: "NOT_SET_UP" };
  const select = { id: true, disabledAt: true, passwordHash: true, credentialVersion: true };
  const user = await transaction.user.findUnique({ where: { email }, select });
  if (user) return user.passwordHash === null || user.disabledAt ? enabled(user) : { refused: "ACCOUNT_EXISTS" };
  const maySignUp = env().SIGN_UP === "open" || (await isInvited(transaction, email, newcomer.now));
  if (!maySignUp) return { refused: "NOT_INVITED" };
  if (!(await allowsNewAccount(newcomer))) return { refused: "TOO_MANY_ACCOUNTS" };
  const account = { name: fittingName(identity.name, PERSON_NAME_MAX) ?? email, email, passwordHash: null };
  const { principal } = await insertUser(transaction, newcomer, account);
  return { id: principal.userId, credentialVersion: FIRST_CREDENTIAL_VERSION };
}

/** Says whether an invitation of this email can be accepted. */
async function isInvited(transaction: Transaction, email: string, now: Date): Promise<boolean> {
  const invitations = await transaction.invitation.findMany({
    where: { email, acceptedAt: null, expiresAt: { gt: now } },
    select: { workspaceId: true, role: true, invitedById: true },
  });
  for (const invitation of invitations) if (await invitationHolds(transaction, invitation)) return true;
  return false;
}
