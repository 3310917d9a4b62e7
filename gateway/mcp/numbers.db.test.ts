import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { META, MODERN_VERSION } from "#lib/mcp/protocol";
import { forget } from "#lib/process";
import { useDatabase } from "#testing/databases/use-database";
import { integerLiteral, numberLiteral } from "#testing/fuzz/number-literal";
import { useGateway } from "#testing/machine/use-gateway";
import { startModernServer } from "#testing/servers/mcp-servers";
import { type NumberServer, startNumberServer } from "#testing/servers/number-server";

useDatabase();
const world = useGateway({ servers: { notebook: startModernServer }, scopes: ["mcp:full"] });

let server: NumberServer;
beforeAll(async () => {
  server = await startNumberServer();
});
afterAll(() => server.stop());
beforeEach(() => {
  forget("legacy-sessions");
  forget("eras");
  server.received.length = 0;
});

type Era = "modern" | "legacy";

/** Puts the server in place of the notebook, with its catalogue. */
async function serve(era: Era, keepsSessions: boolean, asEvents: boolean): Promise<void> {
  server.answer({ keepsSessions, asEvents });
  const id = world.upstreamIds.notebook;
  await db().upstream.update({ where: { id }, data: { url: server.url, revision: { increment: 1 } } });
  const protocolVersion = era === "modern" ? MODERN_VERSION : "2025-11-25";
  await db().catalogue.update({ where: { upstreamId: id }, data: { era, protocolVersion } });
}

/** Sends a request whose `params` end with `fields`, and reads the answer as text. */
async function send(era: Era, method: string, name: string, id: string, fields: string): Promise<string> {
  const modern = { [META.protocolVersion]: MODERN_VERSION, [META.clientCapabilities]: { elicitation: { form: {} } } };
  const meta = era === "modern" ? `${JSON.stringify(modern).slice(1, -1)},` : "";
  const field = method === "resources/read" ? "uri" : "name";
  const params = `{"${field}":"${name}","_meta":{${meta}"progressToken":${id}},${fields}}`;
  const response = await fetch(world.url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      authorization: `Bearer ${world.token}`,
      ...(era === "modern" && { "mcp-protocol-version": MODERN_VERSION, "mcp-method": method, "mcp-name": name }),
    },
    body: `{"jsonrpc":"2.0","id":${id},"method":"${method}","params":${params}}`,
  });
  return response.text();
}

const numbers = fc.array(numberLiteral, { minLength: 1, maxLength: 6 }).map((all) => `"numbers":[${all.join()}]`);
const RUNS = { numRuns: 12 };

const SERVERS: [Era, boolean, boolean][] = [
  ["modern", false, false],
  ["modern", false, true],
  ["legacy", false, false],
  ["legacy", false, true],
  ["legacy", true, false],
  ["legacy", true, true],
];

describe.each<Era>(["modern", "legacy"])("a %s client", (client) => {
  describe.each(SERVERS)("and a %s server (sessions: %j, events: %j)", (era, keepsSessions, asEvents) => {
    beforeEach(() => serve(era, keepsSessions, asEvents));

    test("send each other the same number literals, in arguments, results, ids and progress", async () => {
      await fc.assert(
        fc.asyncProperty(integerLiteral, numbers, async (id, given) => {
          const text = await send(client, "tools/call", "notebook__list_notes", id, `"arguments":{${given}}`);
          expect(server.received.at(-1)).toContain(`"arguments":{${given}}`);
          expect(text).toContain(`"structuredContent":{${given}}`);
          expect(text).toContain(`"id":${id}`);
          if (asEvents) expect(text).toContain(`"params":{"progressToken":${id},"progress":1.50}`);
        }),
        RUNS,
      );
    });

    test("and in resources", async () => {
      await fc.assert(
        fc.asyncProperty(integerLiteral, numbers, async (id, given) => {
          const text = await send(client, "resources/read", "note://one", id, `"more":{${given}}`);
          expect(server.received.at(-1)).toContain(`"more":{${given}}`);
          expect(text).toContain(`"_meta":{${given}}`);
          if (client === "modern") expect(text).toContain('"ttlMs":60000.0,"cacheScope":"private"');
        }),
        RUNS,
      );
    });
  });
});

test("the questions of a server and their answers keep their number literals", async () => {
  await serve("modern", false, false);
  await fc.assert(
    fc.asyncProperty(integerLiteral, numbers, async (id, given) => {
      const fields = `"inputResponses":{"a":{"action":"accept","content":{${given}}}},"requestState":"s"`;
      const text = await send("modern", "tools/call", "notebook__list_notes", id, fields);
      expect(server.received.at(-1)).toContain(`"content":{${given}}`);
      expect(text).toContain(`"_meta":{${given}}`);
      expect(text).toContain('"maximum":1.0');
    }),
    RUNS,
  );
});

test("a person is asked about the very numbers that the server gets, and about no others", async () => {
  await serve("modern", false, false);
  const ask = (given: string, more = "") =>
    send("modern", "tools/call", "notebook__delete_notes", "1", `"arguments":{${given}}${more}`);
  const asked = await ask('"numbers":[1.0]');
  expect(asked).toContain("[1.0]");
  const { result } = JSON.parse(asked) as { result: { requestState: string } };
  const agreed = `,"requestState":${JSON.stringify(result.requestState)},"inputResponses":{"latchkey_confirmation":{"action":"accept","content":{"confirm":true}}}`;
  for (const other of ['"numbers":[1]', '"numbers":[1.00]', '"numbers":[{"rawJSON":"1.0"}]']) {
    expect(await ask(other, agreed)).toContain("input_required");
  }
  expect(server.received).toEqual([]);
  expect(await ask('"numbers":[1.0]', agreed)).toContain('"numbers":[1.0]');
  expect(server.received).toHaveLength(1);
});
