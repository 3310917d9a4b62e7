import { hasAnyUser } from "#lib/auth/accounts/queries";
import { insertUser, type Newcomer } from "#lib/auth/accounts/sign-up";
import { hashPassword, requireStrongPassword } from "#lib/auth/passwords/password";
import { db } from "#lib/db/client";
import { notFound } from "#lib/errors";
import { insertWorkspace } from "#lib/workspaces/create-workspace";
import type { SetupInput } from "#lib/workspaces/schema";

/** The id of the advisory lock. No other part of Latchkey uses this number. */
const SETUP_LOCK = 7_201_001;

/**
 * Creates the first account and its workspace. When two requests arrive at the same time, one of them succeeds.
 * @throws AppError NOT_FOUND when a user exists already; INVALID_INPUT when the password is easy to guess
 */
export async function setUp(newcomer: Newcomer, input: SetupInput): Promise<{ slug: string }> {
  // Anybody can send this request. Check this first, so that it costs no work on passwords.
  if (await hasAnyUser()) throw notFound("page");
  requireStrongPassword("password", input.password, [input.name, input.email, input.workspaceName]);
  const passwordHash = await hashPassword(input.password);
  const { name, email } = input;
  return db().$transaction(async (transaction) => {
    await transaction.$executeRaw`SELECT pg_advisory_xact_lock(${SETUP_LOCK}::bigint)`;
    if ((await transaction.user.count()) > 0) throw notFound("page");
    const owner = await insertUser(transaction, newcomer, { name, email, passwordHash });
    return insertWorkspace(transaction, owner, input.workspaceName);
  });
}
