import { db, type Prisma } from "#lib/db/client";
import { ownedWithin } from "#lib/keys/lists/filters";
import { maskOf } from "#lib/secrets/token-mask";
import { readToolId } from "#lib/usage/group-columns";
import type { Grouping } from "#lib/usage/groupings";

/** What a group is called; `hasPage` where the reader can open it. */
export type GroupName = { name: string | null; detail: string | null; hasPage: boolean };

const GONE: GroupName = { name: null, detail: null, hasPage: false };

/** The names of groups of a workspace's calls, in the order of `ids`. */
export async function nameGroups(workspaceId: string, by: Grouping, ids: string[]): Promise<GroupName[]> {
  if (by === "tool") return nameTools({ workspaceId }, ids);
  const names = await READERS[by](workspaceId, ids);
  return ids.map((id) => names.get(id) ?? GONE);
}

/** The names of tools, as far as their servers are among `servers`. */
export async function nameTools(servers: Prisma.UpstreamWhereInput, ids: string[]): Promise<GroupName[]> {
  const tools = ids.map(readToolId);
  const upstreamIds = [...new Set(tools.map((tool) => tool.upstreamId))];
  const found = await db().upstream.findMany({
    where: { AND: [{ id: { in: upstreamIds } }, servers] },
    select: { id: true, name: true },
  });
  const byId = new Map(found.map((server) => [server.id, server.name]));
  return tools.map(({ upstreamId, method, name }) => ({
    name: name || (METHOD_NAMES[method] ?? method),
    detail: upstreamId ? (byId.get(upstreamId) ?? null) : name ? BUILT_IN : NO_SERVER,
    hasPage: false,
  }));
}

/** Whose tools belong to no server: Latchkey's own, and those that do not exist. */
const BUILT_IN = "Latchkey";
const NO_SERVER = "No MCP server";

/** Requests that name neither a tool nor a prompt. */
const METHOD_NAMES: Record<string, string> = {
  "tools/call": "Tools that do not exist",
  "prompts/get": "Prompts that do not exist",
  "resources/read": "Resources read",
  "resources/subscribe": "Resources subscribed to",
  "resources/unsubscribe": "Resources unsubscribed from",
  "completion/complete": "Completions",
};

type Reader = (workspaceId: string, ids: string[]) => Promise<Map<string, GroupName>>;

const READERS: Record<Exclude<Grouping, "tool">, Reader> = { key: keyNames, server: serverNames, member: memberNames };

async function keyNames(workspaceId: string, ids: string[]): Promise<Map<string, GroupName>> {
  const rows = await db().key.findMany({
    where: { AND: [{ id: { in: ids } }, ownedWithin(workspaceId)] },
    select: { id: true, name: true, tokenStart: true, tokenEnd: true, user: { select: { name: true } } },
  });
  return new Map(
    rows.map((row) => [
      row.id,
      { name: row.name ?? maskOf(row), detail: row.user?.name ?? "Service key", hasPage: true },
    ]),
  );
}

async function serverNames(workspaceId: string, ids: string[]): Promise<Map<string, GroupName>> {
  const rows = await db().upstream.findMany({
    where: { workspaceId, id: { in: ids } },
    select: { id: true, name: true },
  });
  return new Map(rows.map(({ id, name }) => [id, { name, detail: null, hasPage: true }]));
}

async function memberNames(workspaceId: string, ids: string[]): Promise<Map<string, GroupName>> {
  const rows = await db().user.findMany({
    where: { id: { in: ids }, memberships: { some: { workspaceId } } },
    select: { id: true, name: true, email: true },
  });
  const names = new Map<string, GroupName>(
    rows.map(({ id, name, email }) => [id, { name, detail: email, hasPage: false }]),
  );
  return names.set("", { name: "Service keys", detail: null, hasPage: false });
}
