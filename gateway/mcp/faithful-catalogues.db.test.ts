import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { META, MODERN_VERSION } from "#lib/mcp/protocol";
import { refreshCatalogue } from "#lib/upstreams/reading/refresh";
import { useDatabase } from "#testing/databases/use-database";
import { compactJson, jsonText, objectText } from "#testing/fuzz/json-text";
import { connect, makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { makeUser, makeWorkspace, NOW } from "#testing/people/factories";
import { introduced, type Scripted, type ScriptedServer, startScriptedServer } from "#testing/servers/scripted-server";

useDatabase();

let gateway: RunningGateway;
let server: ScriptedServer;
let token: string;
let upstreamId: string;

beforeAll(async () => {
  gateway = await startGateway();
  server = await startScriptedServer({ initialize: introduced({ tools: {}, prompts: {}, resources: {} }) });
});
afterAll(() => Promise.all([gateway, server].map((one) => one.stop())));
beforeEach(async () => {
  const ada = await makeUser("Ada");
  const acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  for (const list of Object.values(LISTS)) serve(list, []);
  upstreamId = await connect(acme, server.url, { slug: "odd" });
  ({ token } = await makeToken(ada, [acme], { scopes: ["mcp:full"] }));
});

const LISTS = {
  tools: "tools/list",
  prompts: "prompts/list",
  resources: "resources/list",
  resourceTemplates: "resources/templates/list",
};

/** Lets the server answer a list with entries as they are written here. */
function serve(method: string, entries: string[], asEvents = false): void {
  const field = Object.entries(LISTS).find(([, one]) => one === method)?.[0];
  server.answer({
    [method]: ({ id }): Scripted => {
      const body = `{"jsonrpc":"2.0","result":{"${field}":[${entries.join(" , ")}]},"id":${id}}`;
      if (!asEvents) return { body };
      const data = body.replaceAll(/[\r\n]/g, "\ndata: ");
      return { body: `data: ${data}\n\n`, headers: { "content-type": "text/event-stream" } };
    },
  });
}

async function list(method: string, era: "modern" | "legacy"): Promise<string> {
  const meta = { [META.protocolVersion]: MODERN_VERSION, [META.clientCapabilities]: {} };
  const response = await fetch(gateway.url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      authorization: `Bearer ${token}`,
      ...(era === "modern" && { "mcp-protocol-version": MODERN_VERSION, "mcp-method": method }),
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: era === "modern" ? { _meta: meta } : {} }),
  });
  return response.text();
}

/** NUL characters and lone surrogates cannot be stored, so they come out as a replacement character. */
const storable = (text: string) => !/\\u(?:0000|d[89a-f])/i.test(compactJson(text));
const anyJson = jsonText.filter(storable);
const anyObject = objectText.filter((text) => storable(text) && !text.includes('"type"'));
const RUNS = { numRuns: 15 };

describe.each(["modern", "legacy"] as const)("a %s client gets the numbers and the order of fields of", (era) => {
  test.each([false, true])("a schema as the author wrote it (as events: %j)", async (asEvents) => {
    await fc.assert(
      fc.asyncProperty(anyObject, anyJson, anyObject, async (properties, any, inner) => {
        // Each property is a schema of its own, which the reader does not look into.
        const schema = `{"10":${any},"type":"object","properties":{"10":${inner},"9":{"const":1234567890123456789,"enum":[1.0,${any}]},"a":${inner}},"$defs":${properties},"default":${any},"1":5}`;
        const annotations = `{"readOnlyHint":true,"x":1.50,"2":${any},"1":1}`;
        const one = `{"_meta":{"z":${any},"1":-0},"name":"t","inputSchema":${schema},"outputSchema":${schema},"annotations":${annotations},"7":1e2}`;
        serve(LISTS.tools, ['{"name":"plain"}', one], asEvents);
        expect(await refreshCatalogue(upstreamId, NOW)).toBeNull();
        const text = await list(LISTS.tools, era);
        expect(text).toContain('{"name":"odd__plain","inputSchema":{"type":"object"}}');
        expect(text).toContain(compactJson(one).replace('"name":"t"', '"name":"odd__t"'));
      }),
      RUNS,
    );
  });

  test.each([
    [LISTS.prompts, '"name":"p","arguments":[{"name":"a","1":1.0,"x":2.0}]', '"name":"odd__p"', '"name":"p"'],
    [LISTS.resources, '"uri":"a:b","name":"r","size":12345678901234567890', "", ""],
    [LISTS.resourceTemplates, '"uriTemplate":"a:{b}","name":"r"', "", ""],
  ])("%s", async (method, fields, named, name) => {
    await fc.assert(
      fc.asyncProperty(anyJson, async (any) => {
        const one = `{"z":${any},"2":-0,${fields},"_meta":{"b":1.0,"10":${any},"9":0}}`;
        serve(method, [one]);
        expect(await refreshCatalogue(upstreamId, NOW)).toBeNull();
        expect(await list(method, era)).toContain(compactJson(one).replace(name, named));
      }),
      RUNS,
    );
  });

  test("a list that could not be read again", async () => {
    const one = '{"name":"p","_meta":{"b":1.0,"1":2}}';
    serve(LISTS.prompts, [one]);
    expect(await refreshCatalogue(upstreamId, NOW)).toBeNull();
    server.answer({ [LISTS.prompts]: { error: { code: -32603, message: "not today" } } });
    for (let n = 0; n < 2; n += 1) expect(await refreshCatalogue(upstreamId, NOW)).toBeNull();
    expect(await list(LISTS.prompts, era)).toContain('{"name":"odd__p","_meta":{"b":1.0,"1":2}}');
  });
});
