import type { Context, MiddlewareHandler } from "hono";
import type { ApiEnvironment } from "#gateway/api/api-caller";
import { ApiError } from "#gateway/api/api-error";
import { isAppError, notFound } from "#lib/errors";
import type { KeyView } from "#lib/keys/view/dto";
import { readOwnKey } from "#lib/keys/view/read-own-key";
import { requireMember } from "#lib/workspaces/authorize";
import type { WorkspaceView } from "#lib/workspaces/dto";
import { listWorkspaces } from "#lib/workspaces/queries";

const ACCOUNT_HEADER = "x-active-account";

/**
 * Reads `X-Active-Account`, by which a request is about one workspace alone, named by its slug or id.
 * @throws ApiError NOT_FOUND for a workspace of which the caller is no member, whatever else is asked for
 */
export const withAccount: MiddlewareHandler<ApiEnvironment> = async (context, next) => {
  const named = context.req.header(ACCOUNT_HEADER)?.trim();
  context.set("account", named ? await memberOf(context, named) : null);
  await next();
};

async function memberOf(context: Context<ApiEnvironment>, named: string): Promise<WorkspaceView> {
  try {
    return await requireMember(context.get("caller"), named);
  } catch (error) {
    if (!isAppError(error)) throw error;
    throw new ApiError("NOT_FOUND", "X-Active-Account names no workspace of yours.");
  }
}

/**
 * The workspace to which a request is narrowed down: by its own words, or else by `X-Active-Account`.
 * @param workspaceId what the path or the query names
 * @returns null for none, where all workspaces are meant
 * @throws AppError NOT_FOUND for a foreign workspace, and for another one than that of `X-Active-Account`
 */
export async function chosenAccount(
  context: Context<ApiEnvironment>,
  workspaceId: string | undefined,
): Promise<WorkspaceView | null> {
  const account = context.get("account");
  if (workspaceId === undefined || workspaceId === account?.id) return account;
  if (account) throw notFound("workspace");
  return requireMember(context.get("caller"), workspaceId);
}

/**
 * The same for what belongs to a single workspace: the only one there is, where nothing is said.
 * @throws ApiError AMBIGUOUS_ACCOUNT when the caller has several and names none; NOT_FOUND when there is none
 */
export async function theAccount(context: Context<ApiEnvironment>, workspaceId?: string): Promise<WorkspaceView> {
  const chosen = await chosenAccount(context, workspaceId);
  if (chosen) return chosen;
  const [first, ...others] = await listWorkspaces(context.get("caller"));
  if (!first) throw new ApiError("NOT_FOUND", "You are in no workspace.");
  if (others.length === 0) return first;
  const message = `You are in ${others.length + 1} workspaces. Say with X-Active-Account which one this is about, by its slug.`;
  throw new ApiError("AMBIGUOUS_ACCOUNT", message);
}

/**
 * Checks that a body names no workspace but that of `X-Active-Account`, where there is one.
 * @throws AppError NOT_FOUND
 */
export function requireWithinAccount(context: Context<ApiEnvironment>, workspaceIds: readonly string[] = []): void {
  const account = context.get("account");
  if (account && workspaceIds.some((id) => id !== account.id)) throw notFound("workspace");
}

/**
 * A key of the caller, which reaches the workspace of `X-Active-Account` where there is one.
 * @throws AppError NOT_FOUND for every other
 */
export async function keyInAccount(context: Context<ApiEnvironment>, keyId: string): Promise<KeyView> {
  const key = await readOwnKey(context.get("caller"), keyId);
  const account = context.get("account");
  if (!account || key.workspaces.some(({ id, detached }) => id === account.id && !detached)) return key;
  throw notFound("key");
}
