import { Client as ModernClient, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { Client as FirstClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as FirstTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { beforeEach, describe, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { MODERN_VERSION } from "#lib/mcp/protocol";
import { useDatabase } from "#testing/databases/use-database";
import { useGateway } from "#testing/machine/use-gateway";
import { startAskingServer } from "#testing/servers/asking-server";
import { startModernServer } from "#testing/servers/mcp-servers";

useDatabase();
const world = useGateway({
  servers: { notebook: startModernServer, asking: startAskingServer },
  scopes: ["mcp:full"],
});
beforeEach(() => {
  world.servers.asking.calls.length = 0;
});

/** How the person answers a question; null for a client that cannot ask. */
type Person = ((message: string) => Promise<Said> | Said) | null;
type Said = { action: "accept" | "decline" | "cancel"; content?: Record<string, boolean | string> };
type AnyClient = Pick<ModernClient, "callTool" | "close">;

const info = (person: Person) => ({ name: "test-client", version: person ? "1.0.0" : "0.0.0" });
const init = (person: Person) => ({
  requestInit: { headers: { Authorization: `Bearer ${world.token}`, "User-Agent": `test/${person ? 1 : 0}` } },
});
const capabilities = (person: Person) => (person ? { elicitation: { form: {} } } : {});

async function secondGeneration(person: Person, mode: "auto" | "legacy" | { pin: string }): Promise<AnyClient> {
  const client = new ModernClient(info(person), { versionNegotiation: { mode }, capabilities: capabilities(person) });
  if (person) client.setRequestHandler("elicitation/create", ({ params }) => person(params.message));
  await client.connect(new StreamableHTTPClientTransport(new URL(world.url), init(person)));
  return client;
}

async function firstGeneration(person: Person): Promise<AnyClient> {
  const client = new FirstClient(info(person), { capabilities: capabilities(person) });
  if (person) client.setRequestHandler(ElicitRequestSchema, ({ params }) => person(params.message));
  await client.connect(new FirstTransport(new URL(world.url), init(person)));
  return client as unknown as AnyClient;
}

const MODERN: [string, (person: Person) => Promise<AnyClient>][] = [
  ["SDK 2, auto", (person) => secondGeneration(person, "auto")],
  ["SDK 2, modern", (person) => secondGeneration(person, { pin: MODERN_VERSION })],
];
const LEGACY: [string, (person: Person) => Promise<AnyClient>][] = [
  ["SDK 2, legacy", (person) => secondGeneration(person, "legacy")],
  ["SDK 1", firstGeneration],
];

/** Writes the rule and the revision in one transaction, as the operation does. */
async function setRule(access: "blocked"): Promise<void> {
  await db().$transaction([
    db().toolRule.create({ data: { upstreamId: world.upstreamIds.asking, toolName: "wipe", access } }),
    db().upstream.update({ where: { id: world.upstreamIds.asking }, data: { revision: { increment: 1 } } }),
  ]);
}

const textOf = (result: unknown) => JSON.stringify((result as { content: unknown }).content);

describe.each([...MODERN, ...LEGACY])("%s", (_name, open) => {
  test("asks its person, and calls the tool after they agree", async () => {
    const questions: string[] = [];
    const client = await open((message) => {
      questions.push(message);
      return { action: "accept", content: { confirm: true } };
    });
    const result = await client.callTool({ name: "notebook__delete_notes", arguments: {} });
    expect(textOf(result)).toContain("deleted");
    expect(result.isError).not.toBe(true);
    expect(questions).toEqual([expect.stringMatching(/“notebook__delete_notes”.*“notebook”.*“Acme”/)]);
    await client.close();
  });

  test("shows its person all of long arguments before they agree", async () => {
    const questions: string[] = [];
    const client = await open((message) => {
      questions.push(message);
      const isLast = message.includes("DROP TABLE users") && questions.length > 1;
      return { action: "accept", content: { [isLast ? "confirm" : "show_more"]: true } };
    });
    const args = { room: "attic", sql: `${"filler ".repeat(1_000)}; DROP TABLE users` };
    const result = await client.callTool({ name: "asking__wipe", arguments: args });
    expect(textOf(result)).toContain("wiped");
    expect(questions.length).toBe(3);
    await client.close();
  });

  test.each(["decline", "cancel"] as const)("does not call the tool after %s", async (action) => {
    const client = await open(() => ({ action }));
    const result = await client.callTool({ name: "asking__wipe", arguments: {} });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain("did not agree");
    expect(world.servers.asking.calls).toEqual([]);
    await client.close();
  });

  test("learns how to allow the call when it cannot ask", async () => {
    const client = await open(null);
    const said = await client.callTool({ name: "asking__wipe", arguments: {} }).then(textOf, String);
    expect(said).toMatch(/An admin of the workspace “Acme” can allow it/);
    expect(world.servers.asking.calls).toEqual([]);
    await client.close();
  });

  test("calls a tool that is not destructive without a question", async () => {
    const client = await open(() => {
      throw new Error("Nobody should be asked.");
    });
    const result = await client.callTool({ name: "notebook__add_note", arguments: { text: "milk" } });
    expect(textOf(result)).toContain("added milk");
    await client.close();
  });
});

test.each(MODERN)("%s: the server's own question follows Latchkey's question", async (_name, open) => {
  const answers = [{ confirm: true }, { room: "attic" }];
  const client = await open(() => ({ action: "accept", content: answers.shift() ?? {} }));
  const result = await client.callTool({ name: "asking__purge", arguments: {} });
  expect(textOf(result)).toContain("purge attic room-state");
  await client.close();
});

describe.each(LEGACY)("%s, while the person thinks", (_name, open) => {
  const losses: [string, () => Promise<unknown>, RegExp][] = [
    ["an admin blocks the tool", () => setRule("blocked"), /TOOL_BLOCKED|Forbidden/],
    [
      "the key may write no longer",
      () => db().key.update({ where: { id: world.keyId }, data: { scopes: ["mcp:read"] } }),
      /INSUFFICIENT_SCOPE|Forbidden/,
    ],
  ];

  test.each(losses)("loses the call when %s", async (_change, change, reason) => {
    const client = await open(async () => {
      await change();
      return { action: "accept", content: { confirm: true } };
    });
    await expect(client.callTool({ name: "asking__wipe", arguments: {} })).rejects.toThrow(reason);
    expect(world.servers.asking.calls).toEqual([]);
    await client.close();
  });

  test("loses the call when a failing dialog answers with an error", async () => {
    const client = await open(() => {
      throw new Error("The window is closed.");
    });
    const result = await client.callTool({ name: "asking__wipe", arguments: {} });
    expect(textOf(result)).toContain("was not called");
    expect(world.servers.asking.calls).toEqual([]);
    await client.close();
  });
});
