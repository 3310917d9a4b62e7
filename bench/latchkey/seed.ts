import { asReplica, type SharedSettings, withClient } from "#bench/latchkey/database";
import { insertKeys } from "#bench/latchkey/keys";
import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import { newId } from "#lib/ids";
import { createUpstream } from "#lib/upstreams/settings/create-upstream";
import { createWorkspace } from "#lib/workspaces/create-workspace";

const SERVERS = 20;
const TOOLS_A_SERVER = 25;
export const TOOLS_IN_ALL = SERVERS * TOOLS_A_SERVER;
/** The last tool in the list that keys of the second workspace get. */
export const LAST_TOOL = `s${SERVERS}__tool_${TOOLS_A_SERVER}`;

type Seed = { upstreamPort: number; callTokens: string[]; listTokens: string[] };

/**
 * Makes a workspace with one server and a key for each call token, and another one with 20 servers and a key for each
 * list token.
 * @returns the id of the first workspace
 */
export async function seed(settings: SharedSettings, { upstreamPort, callTokens, listTokens }: Seed): Promise<string> {
  const [calls, lists] = await makeWorkspaces(settings, `http://127.0.0.1:${upstreamPort}`);
  const { DATABASE_URL } = settings;
  await insertKeys(DATABASE_URL, { workspaceId: calls, name: "calls", tokens: callTokens, total: callTokens.length });
  await insertKeys(DATABASE_URL, { workspaceId: lists, name: "lists", tokens: listTokens, total: listTokens.length });
  return calls;
}

/** Copies the database and replaces its keys for calls by `total` keys. */
export async function seedManyKeys(
  from: SharedSettings,
  { workspaceId, tokens, total }: { workspaceId: string; tokens: string[]; total: number },
): Promise<SharedSettings> {
  const url = new URL(from.DATABASE_URL);
  const template = url.pathname.slice(1);
  url.pathname = "/many_keys";
  const server = new URL(from.DATABASE_URL);
  server.pathname = "/postgres";
  await withClient(server.href, (client) => client.query(`CREATE DATABASE many_keys TEMPLATE ${template}`));
  await withClient(url.href, (client) => client.query(`DELETE FROM "User" WHERE id LIKE 'usr_calls%'`));
  await insertKeys(url.href, { workspaceId, name: "calls", tokens, total });
  return { ...from, DATABASE_URL: url.href };
}

async function makeWorkspaces(settings: SharedSettings, upstream: string): Promise<[calls: string, lists: string]> {
  const ids: string[] = [];
  await asReplica(settings, async () => {
    const owner = await makeOwner();
    const calls = await createWorkspace(owner, { name: "Calls" });
    await connect(owner, calls.slug, "bench", `${upstream}/mcp`);
    const lists = await createWorkspace(owner, { name: "Lists" });
    for (let number = 1; number <= SERVERS; number += 1) {
      await connect(owner, lists.slug, `s${number}`, `${upstream}/many/${TOOLS_A_SERVER}`);
    }
    ids.push(calls.id, lists.id);
  });
  const [calls, lists] = ids;
  if (!calls || !lists) throw new Error("The workspaces were not made.");
  return [calls, lists];
}

async function makeOwner(): Promise<Caller> {
  const now = new Date();
  const id = newId("usr");
  const times = { createdAt: now, updatedAt: now };
  await db().user.create({ data: { id, name: "Owner", email: "owner@example.com", ...times } });
  return { principal: { kind: "user", userId: id, sessionId: "bench", authenticatedAt: null }, now, address: null };
}

async function connect(owner: Caller, workspace: string, slug: string, url: string): Promise<void> {
  const { failure } = await createUpstream(owner, {
    workspace,
    name: slug,
    slug,
    url,
    environment: "production",
    headers: [],
  });
  if (failure) throw new Error(`Latchkey could not connect to ${url}: ${failure.message}`);
}
