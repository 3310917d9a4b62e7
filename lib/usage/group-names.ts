import { db, type Prisma } from "#lib/db/client";
import { ownedWithin } from "#lib/keys/lists/filters";
import { maskOf } from "#lib/secrets/token-mask";
import { readToolId } from "#lib/usage/group-columns";
import type { Grouping } from "#lib/usage/groupings";

/** The name of a group. `hasPage` tells whether the reader can open a page about it. */
export type GroupName = { name: string | null; detail: string | null; hasPage: boolean };

const GONE: GroupName = { name: null, detail: null, hasPage: false };

/** Reads the names of groups of a workspace's calls, in the order of `ids`. */
export async function nameGroups(workspaceId: string, by: Grouping, ids: string[]): Promise<GroupName[]> {
  if (by === "tool") return nameTools({ workspaceId }, ids);
  const names = await READERS[by](workspaceId, ids);
  return ids.map((id) => names.get(id) ?? GONE);
}

/** Reads the names of tools, in the order of `ids`. A server's name is given only when `servers` selects the server. */
export async function nameTools(servers: Prisma.UpstreamWhereInput, ids: string[]): Promise<GroupName[]> {
  const tools = ids.map(readToolId);
  const upstreamIds = [...new Set(tools.map((tool) => tool.upstreamId))];
  const readable = await db().upstream.findMany({
    where: { AND: [{ id: { in: upstreamIds } }, servers] },
    select: { id: true, name: true },
  });
  const byId = new Map(readable.map((server) => [server.id, server.name]));
  return tools.map(({ upstreamId, method, name }) => ({
    name: name || (METHOD_NAMES[method] ?? method),
    detail: upstreamId ? (byId.get(upstreamId) ?? null) : name ? BUILT_IN : NO_SERVER,
    hasPage: false,
  }));
}

/** The details of tools without a server: Latchkey's own tools, and tools that do not exist. */
const BUILT_IN = "Latchkey";
const NO_SERVER = "No MCP server";

/** The names of groups whose requests name no existing tool or prompt. */
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
