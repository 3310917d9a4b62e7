import type { Client as ModernClient } from "@modelcontextprotocol/client";
import { describe, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { flushLastUses } from "#lib/keys/access/last-use";
import { MODERN_VERSION } from "#lib/mcp/protocol";
import { connectSdk1, connectSdk2, type Sdk2Mode } from "#testing/clients/mcp-clients";
import { useDatabase } from "#testing/databases/use-database";
import { useGateway } from "#testing/machine/use-gateway";
import { NOW } from "#testing/people/factories";
import { startEverythingServer, startModernServer } from "#testing/servers/mcp-servers";
import { startSessionServer } from "#testing/servers/session-server";

useDatabase();
const world = useGateway({
  servers: {
    everything: startEverythingServer,
    notebook: startModernServer,
    "modern-only": () => startModernServer({ legacy: "reject" }),
    sessions: startSessionServer,
  },
  scopes: ["mcp:full"],
});

const info = { name: "test-client", version: "1.0.0" };
const access = () => ({ url: world.url, headers: { Authorization: `Bearer ${world.token}` } });

type AnyClient = Pick<
  ModernClient,
  "listTools" | "callTool" | "listResources" | "readResource" | "getPrompt" | "close" | "onerror"
>;

const secondGeneration = (mode: Sdk2Mode): Promise<AnyClient> => connectSdk2(access(), mode, info);
const firstGeneration = async () => (await connectSdk1(access(), info)) as unknown as AnyClient;

const CLIENTS: [string, () => Promise<AnyClient>][] = [
  ["SDK 2, auto", () => secondGeneration("auto")],
  ["SDK 2, modern", () => secondGeneration({ pin: MODERN_VERSION })],
  ["SDK 2, legacy", () => secondGeneration("legacy")],
  ["SDK 1", firstGeneration],
];

describe.each(CLIENTS)("%s", (_name, open) => {
  test("lists, calls and reads through servers of both eras", async () => {
    const client = await open();
    const { tools } = await client.listTools();
    const names = tools.map((tool) => tool.name);
    expect(names).toContain("list_workspaces");
    expect(names).toContain("everything__echo");
    expect(names).toContain("notebook__list_notes");

    const echo = await client.callTool({ name: "everything__echo", arguments: { message: "hello" } });
    expect(echo.content).toEqual([{ type: "text", text: "Echo: hello" }]);
    for (const slug of ["notebook", "modern-only"]) {
      const added = await client.callTool({ name: `${slug}__add_note`, arguments: { text: "milk" } });
      expect(added.content).toEqual([{ type: "text", text: "added milk" }]);
    }

    const { resources } = await client.listResources();
    const [choice] = resources.filter((one) => one.uri.endsWith("note://one"));
    const read = await client.readResource({ uri: choice?.uri ?? "" });
    expect(read.contents[0]).toMatchObject({ uri: choice?.uri, text: "This is note one." });
    const [ofEverything] = resources.filter((one) => one.uri.startsWith("demo://"));
    expect((await client.readResource({ uri: ofEverything?.uri ?? "" })).contents).toHaveLength(1);

    const prompt = await client.getPrompt({ name: "notebook__summarise", arguments: { tone: "gravely" } });
    expect(prompt.messages[0]?.content).toEqual({ type: "text", text: "Summarise, gravely." });
    await client.close();
  });

  test("is stored as the key's last client", async () => {
    const client = await open();
    await client.listTools();
    await flushLastUses();
    expect(await db().key.findUniqueOrThrow({ where: { id: world.keyId } })).toMatchObject({
      lastUsedAt: NOW,
      lastUsedClient: info.name,
      lastUsedVersion: info.version,
      lastUsedAddress: "127.0.0.1",
    });
    await client.close();
  });

  test("cancels a call that its server does not answer, and goes on without an error", async () => {
    const client = await open();
    await client.listTools();
    const errors: Error[] = [];
    client.onerror = (error) => void errors.push(error);
    const stop = new AbortController();
    const options = { signal: stop.signal };
    // The generations take the options at different places.
    const { callTool } = client as unknown as { callTool(...all: unknown[]): Promise<unknown> };
    const calling = callTool.call(client, { name: "sessions__silent", arguments: {} }, options, options);
    const { seen } = world.servers.sessions;
    await expect.poll(() => seen.some(({ message }) => message.method === "tools/call")).toBe(true);
    stop.abort("The person pressed escape.");
    await expect(calling).rejects.toThrow();
    await expect.poll(() => seen.some(({ message }) => message.method === "notifications/cancelled")).toBe(true);
    const next = await client.callTool({ name: "sessions__whoami", arguments: {} });
    expect(next.content).toHaveLength(1);
    expect(errors).toEqual([]);
    await client.close();
    seen.length = 0;
  });

  test("is refused at the next request after the key is revoked", async () => {
    const client = await open();
    await client.listTools();
    await db().key.update({ where: { id: world.keyId }, data: { revokedAt: NOW } });
    await expect(client.callTool({ name: "list_workspaces", arguments: {} })).rejects.toThrow(/revoked|Unauthorized/);
    await client.close();
  });
});
