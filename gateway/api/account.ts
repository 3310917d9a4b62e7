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
 * Reads `X-Active-Account`. The header names one workspace by its slug or id, and limits the request to it.
 * @throws ApiError NOT_FOUND for a workspace of which the caller is not a member, also on routes that ignore the header
 */
export const withAccount: MiddlewareHandler<ApiEnvironment> = async (context, next) => {
  const slugOrId = context.req.header(ACCOUNT_HEADER)?.trim();
  context.set("account", slugOrId ? await requireMembership(context, slugOrId) : null);
  await next();
};

async function requireMembership(context: Context<ApiEnvironment>, slugOrId: string): Promise<WorkspaceView> {
  try {
    return await requireMember(context.get("caller"), slugOrId);
  } catch (error) {
    if (!isAppError(error)) throw error;
    throw new ApiError("NOT_FOUND", "X-Active-Account names no workspace of yours.");
  }
}

/**
 * Finds the workspace to which a request is limited: by its path or query, or else by `X-Active-Account`.
 * @param workspaceId the workspace that the path or the query names; undefined when they name none
 * @returns null when the request names no workspace and is about all of them
 * @throws AppError NOT_FOUND for a foreign workspace, and for one that is not the workspace of `X-Active-Account`
 */
export async function findAccount(
  context: Context<ApiEnvironment>,
  workspaceId: string | undefined,
): Promise<WorkspaceView | null> {
  const account = context.get("account");
  if (workspaceId === undefined || workspaceId === account?.id) return account;
  if (account) throw notFound("workspace");
  return requireMember(context.get("caller"), workspaceId);
}

/**
 * Finds the workspace of a request that needs exactly one. When the request names none, the caller's only workspace is
 * taken.
 * @throws ApiError AMBIGUOUS_ACCOUNT when the caller has several workspaces and names none; NOT_FOUND when they have none
 */
export async function requireAccount(context: Context<ApiEnvironment>, workspaceId?: string): Promise<WorkspaceView> {
  const named = await findAccount(context, workspaceId);
  if (named) return named;
  const [first, ...others] = await listWorkspaces(context.get("caller"));
  if (!first) throw new ApiError("NOT_FOUND", "You are not a member of any workspace.");
  if (others.length === 0) return first;
  const message = `You are in ${others.length + 1} workspaces. Name one by its slug in the header X-Active-Account.`;
  throw new ApiError("AMBIGUOUS_ACCOUNT", message);
}

/**
 * Checks that a body names only the workspace of `X-Active-Account`. Without that header every workspace is allowed.
 * @throws AppError NOT_FOUND
 */
export function requireWithinAccount(context: Context<ApiEnvironment>, workspaceIds: readonly string[] = []): void {
  const account = context.get("account");
  if (account && workspaceIds.some((id) => id !== account.id)) throw notFound("workspace");
}

/**
 * Reads a key of the caller. With `X-Active-Account` the key must reach that workspace.
 * @throws AppError NOT_FOUND for every other key
 */
export async function keyInAccount(context: Context<ApiEnvironment>, keyId: string): Promise<KeyView> {
  const key = await readOwnKey(context.get("caller"), keyId);
  const account = context.get("account");
  if (!account || key.workspaces.some(({ id, detached }) => id === account.id && !detached)) return key;
  throw notFound("key");
}
