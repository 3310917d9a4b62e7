import { recordAudit } from "#lib/audit/record";
import { insertUser, type Newcomer } from "#lib/auth/accounts/sign-up";
import type { Caller } from "#lib/auth/principal";
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

/** Why a sign-in through a provider is refused. */
export type ProviderRefusal =
  | "EMAIL_NOT_VERIFIED"
  | "ACCOUNT_DISABLED"
  | "ACCOUNT_EXISTS"
  | "NOT_INVITED"
  | "NOT_SET_UP";

/**
 * Finds, links or creates the account of somebody who signed in with a provider (docs/decisions/0008).
 *
 * An account with a password is linked only while its owner is signed in. Nobody has confirmed the email of such an
 * account, so a stranger could have created it with an email that is not theirs.
 * @param signedInUserId the user who is signed in in the same browser and asked to connect the provider; null for none
 * @returns the user, or why the sign-in is refused
 */
export async function signInWithProvider(
  newcomer: Newcomer,
  identity: ProviderIdentity,
  signedInUserId: string | null,
): Promise<{ userId: string } | { refused: ProviderRefusal }> {
  const key = { provider: identity.provider, providerAccountId: identity.providerAccountId };
  return db().$transaction(async (transaction) => {
    const where = { provider_providerAccountId: key };
    const linked = await transaction.account.findUnique({
      where,
      select: { user: { select: { id: true, disabledAt: true } } },
    });
    if (linked) return linked.user.disabledAt ? { refused: "ACCOUNT_DISABLED" } : { userId: linked.user.id };
    const userId = signedInUserId ?? (await findOrCreateUser(transaction, newcomer, identity));
    if (typeof userId !== "string") return userId;
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
    return { userId };
  });
}

/** Finds the user with the confirmed email, or creates one if this person may have an account. */
async function findOrCreateUser(
  transaction: Transaction,
  newcomer: Newcomer,
  identity: ProviderIdentity,
): Promise<string | { refused: ProviderRefusal }> {
  const email = identity.email?.toLowerCase();
  if (!email || !identity.emailVerified) return { refused: "EMAIL_NOT_VERIFIED" };
  if ((await transaction.user.count()) === 0) return { refused: "NOT_SET_UP" };
  const select = { id: true, disabledAt: true, passwordHash: true };
  const user = await transaction.user.findUnique({ where: { email }, select });
  if (user?.disabledAt) return { refused: "ACCOUNT_DISABLED" };
  if (user) return user.passwordHash === null ? user.id : { refused: "ACCOUNT_EXISTS" };
  const pending = { email, acceptedAt: null, expiresAt: { gt: newcomer.now } };
  const mayJoin = env().SIGN_UP === "open" || (await transaction.invitation.count({ where: pending })) > 0;
  if (!mayJoin) return { refused: "NOT_INVITED" };
  const account = { name: fittingName(identity.name, PERSON_NAME_MAX) ?? email, email, passwordHash: null };
  return (await insertUser(transaction, newcomer, account)).principal.userId;
}

/** Returns the id of the user with this linked provider account; null when there is none. */
export async function userOfProviderAccount(provider: string, providerAccountId: string): Promise<string | null> {
  const where = { provider_providerAccountId: { provider, providerAccountId } };
  return (await db().account.findUnique({ where, select: { userId: true } }))?.userId ?? null;
}
