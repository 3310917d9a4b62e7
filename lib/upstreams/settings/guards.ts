import type { Caller } from "#lib/auth/principal";
import type { Transaction } from "#lib/db/client";
import { AppError, invalidField, notFound } from "#lib/errors";
import { ALLOWANCES } from "#lib/rate-limit/allowances";
import { freeSlug } from "#lib/text/slug";
import { UPSTREAMS_MAX, type UpstreamInput } from "#lib/upstreams/settings/schema";
import { SLUG_MAX, slugFrom } from "#lib/upstreams/slug";
import { authorizeWrite } from "#lib/workspaces/authorize";

/**
 * Checks that the caller may change a server. Every change to one server calls it.
 * @returns the workspace's id and the server's name
 * @throws AppError FORBIDDEN or NOT_FOUND by the caller's role, or when the server is not of this workspace
 */
export async function requireUpstream(
  tx: Transaction,
  caller: Caller,
  input: UpstreamInput,
): Promise<{ workspaceId: string; name: string }> {
  const workspace = await authorizeWrite(tx, caller, input.workspace, "upstreams:manage");
  const row = await tx.upstream.findFirst({
    where: { id: input.upstreamId, workspaceId: workspace.id },
    select: { name: true },
  });
  if (!row) throw notFound("MCP server");
  return { workspaceId: workspace.id, name: row.name };
}

/**
 * Counts an attempt to connect to a server. It is a request to an address that a member chose.
 * @throws AppError RATE_LIMITED
 */
export function takeConnection({ principal }: Caller, workspaceId: string): Promise<void> {
  return ALLOWANCES.serverConnections.take({ person: principal.userId, workspace: workspaceId });
}

/** Reads the slugs of a workspace's servers, and locks the workspace so that no other save can take one meanwhile. */
export async function lockTakenSlugs(tx: Transaction, workspaceId: string): Promise<Set<string>> {
  await tx.$queryRaw`SELECT id FROM "Workspace" WHERE id = ${workspaceId} FOR NO KEY UPDATE`;
  const rows = await tx.upstream.findMany({ where: { workspaceId }, select: { slug: true } });
  return new Set(rows.map((row) => row.slug));
}

/**
 * Checks that a workspace may have one more server.
 * @param count the servers that it has now
 * @throws AppError CONFLICT when it has `UPSTREAMS_MAX` or more
 */
export function requireUpstreamLimit(count: number): void {
  if (count < UPSTREAMS_MAX) return;
  throw new AppError(
    "CONFLICT",
    `This workspace has ${count} MCP servers, and ${UPSTREAMS_MAX} is the most it can have. Remove one first.`,
  );
}

/**
 * Chooses the slug of a server: the one in `input`, or else a free one made from the name.
 * @throws AppError INVALID_INPUT when the slug in `input` is taken
 */
export function chooseSlug(input: { name: string; slug?: string | undefined }, taken: ReadonlySet<string>): string {
  if (input.slug === undefined) return freeSlug(slugFrom(input.name), taken, SLUG_MAX);
  if (taken.has(input.slug)) throw invalidField("slug", "Another MCP server of this workspace has this slug.");
  return input.slug;
}
