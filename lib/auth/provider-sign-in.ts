import { insertUser, type Newcomer } from "#lib/auth/operations";
import { db } from "#lib/db/client";
import { env } from "#lib/env";

/** Who a sign-in provider says has signed in. */
export type ProviderIdentity = {
  provider: string;
  providerAccountId: string;
  name: string;
  /** Null when the provider gave none. */
  email: string | null;
  emailVerified: boolean;
};

export type ProviderRefusal =
  | "EMAIL_NOT_VERIFIED"
  | "ACCOUNT_DISABLED"
  | "ACCOUNT_EXISTS"
  | "NOT_INVITED"
  | "NOT_SET_UP";

/**
 * Finds, links or makes the account of somebody who signed in with a provider.
 * Linking by email is for closed installations alone: where sign-up is open, somebody could wait with an
 * account under a stranger's email for that stranger to sign in.
 */
export async function signInWithProvider(
  newcomer: Newcomer,
  identity: ProviderIdentity,
): Promise<{ userId: string } | { refused: ProviderRefusal }> {
  const key = { provider: identity.provider, providerAccountId: identity.providerAccountId };
  return db().$transaction(async (transaction) => {
    const where = { provider_providerAccountId: key };
    const linked = await transaction.account.findUnique({
      where,
      select: { user: { select: { id: true, disabledAt: true } } },
    });
    if (linked) return linked.user.disabledAt ? { refused: "ACCOUNT_DISABLED" } : { userId: linked.user.id };
    const email = identity.email?.toLowerCase();
    if (!email || !identity.emailVerified) return { refused: "EMAIL_NOT_VERIFIED" };
    if ((await transaction.user.count()) === 0) return { refused: "NOT_SET_UP" };

    const open = env().SIGN_UP === "open";
    const user = await transaction.user.findUnique({ where: { email }, select: { id: true, disabledAt: true } });
    if (user?.disabledAt) return { refused: "ACCOUNT_DISABLED" };
    if (user && open) return { refused: "ACCOUNT_EXISTS" };
    const pending = { email, acceptedAt: null, expiresAt: { gt: newcomer.now } };
    const invited = open || (await transaction.invitation.count({ where: pending })) > 0;
    if (!user && !invited) return { refused: "NOT_INVITED" };

    const account = { name: identity.name || email, email, passwordHash: null };
    const userId = user?.id ?? (await insertUser(transaction, newcomer, account)).principal.userId;
    await transaction.account.create({ data: { ...key, userId, createdAt: newcomer.now } });
    return { userId };
  });
}

/** The user that an identity belongs to, after `signInWithProvider` accepted it. */
export async function userOfProviderAccount(provider: string, providerAccountId: string): Promise<string | null> {
  const where = { provider_providerAccountId: { provider, providerAccountId } };
  return (await db().account.findUnique({ where, select: { userId: true } }))?.userId ?? null;
}
