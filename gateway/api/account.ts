import type { Context } from "hono";
import type { ApiEnvironment } from "#gateway/api/api-caller";
import { ApiError } from "#gateway/api/api-error";
import type { WorkspaceView } from "#lib/workspaces/dto";
import { listWorkspaces } from "#lib/workspaces/queries";

const ACCOUNT_HEADER = "x-active-account";

/**
 * The workspace that `X-Active-Account` names.
 * @returns null without the header
 * @throws ApiError NOT_FOUND for a workspace of which the caller is no member
 */
export async function namedAccount(context: Context<ApiEnvironment>): Promise<WorkspaceView | null> {
  const slug = context.req.header(ACCOUNT_HEADER)?.trim();
  if (!slug) return null;
  const account = (await listWorkspaces(context.get("caller"))).find((one) => one.slug === slug || one.id === slug);
  if (account) return account;
  throw new ApiError("NOT_FOUND", "X-Active-Account names no workspace of yours.");
}

/**
 * The workspace that a request is about, for what belongs to a single one: the named one, or the only one there is.
 * @throws ApiError AMBIGUOUS_ACCOUNT when the caller has several and names none; NOT_FOUND when there is none
 */
export async function theAccount(context: Context<ApiEnvironment>): Promise<WorkspaceView> {
  const named = await namedAccount(context);
  if (named) return named;
  const [first, ...others] = await listWorkspaces(context.get("caller"));
  if (!first) throw new ApiError("NOT_FOUND", "You are in no workspace.");
  if (others.length === 0) return first;
  const message = `You are in ${others.length + 1} workspaces. Say with X-Active-Account which one this is about, by its slug.`;
  throw new ApiError("AMBIGUOUS_ACCOUNT", message);
}
