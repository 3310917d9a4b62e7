import { hasAnyUser } from "#lib/auth/accounts/queries";
import { insertUser, type Newcomer, takeNewAccount } from "#lib/auth/accounts/sign-up";
import { hashPassword, requireStrongPassword } from "#lib/auth/passwords/password";
import { db } from "#lib/db/client";
import { notFound } from "#lib/errors";
import { insertWorkspace } from "#lib/workspaces/create-workspace";
import type { SetupInput } from "#lib/workspaces/schema";
import { slugOf } from "#lib/workspaces/slug";

/** The id of the advisory lock. No other part of Latchkey uses this number. */
const SETUP_LOCK = 7_201_001;

/**
 * Creates the first account and its workspace. When two requests arrive at the same time, one of them succeeds.
 * @throws AppError NOT_FOUND when a user exists already; INVALID_INPUT when the password is easy to guess;
 *   RATE_LIMITED above the limits of the caller's network
 */
export async function setUp(newcomer: Newcomer, input: SetupInput): Promise<{ slug: string }> {
  // Anybody can send this request. Check this first, so that it costs no work on passwords.
  if (await hasAnyUser()) throw notFound("page");
  const { name, email, workspaceName } = input;
  await requireStrongPassword("password", input.password, [name, email, workspaceName], newcomer.address);
  await takeNewAccount(newcomer);
  const passwordHash = await hashPassword(input.password, newcomer.address);
  return db().$transaction(async (transaction) => {
    await transaction.$executeRaw`SELECT pg_advisory_xact_lock(${SETUP_LOCK}::bigint)`;
    if ((await transaction.user.count()) > 0) throw notFound("page");
    const owner = await insertUser(transaction, newcomer, { name, email, passwordHash });
    return insertWorkspace(transaction, owner, workspaceName, slugOf(workspaceName));
  });
}
