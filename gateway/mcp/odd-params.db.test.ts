import { afterAll, beforeAll, expect, test } from "vitest";
import { env, provideEnv } from "#lib/env";
import { post, postModern } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { useGateway } from "#testing/machine/use-gateway";
import { startModernServer } from "#testing/servers/mcp-servers";

useDatabase();
const world = useGateway({ servers: { notebook: startModernServer } });

let before: ReturnType<typeof env>;
beforeAll(() => {
  before = env();
  // Rate limits would hide the code behind them from this many requests.
  provideEnv({ ...before, RATE_LIMIT_KEY_PER_MINUTE: 0, RATE_LIMIT_WORKSPACE_PER_MINUTE: 0 });
});
afterAll(() => void provideEnv(before));

/** JSON values that are no text, and objects with the fields that JavaScript itself looks for. */
const ODD_VALUES: readonly unknown[] = [
  null,
  -0.5,
  [],
  {},
  "\u0000",
  [{ toString: null }],
  { toString: 1, valueOf: {} },
  { toJSON: 1, length: -1 },
  JSON.parse('{"__proto__":{"x":1}}'),
];

const METHODS = [
  "initialize",
  "tools/list",
  "tools/call",
  "resources/read",
  "resources/subscribe",
  "prompts/list",
  "prompts/get",
  "completion/complete",
  "logging/setLevel",
  "subscriptions/listen",
  "notifications/cancelled",
];

/** Places in `params` that some method reads. Each gets every odd value. */
const PLACES: readonly ((odd: unknown) => Record<string, unknown>)[] = [
  (odd) => ({ name: odd }),
  (odd) => ({ uri: odd }),
  (odd) => ({ name: odd, uri: odd, cursor: odd, arguments: odd, level: odd }),
  (odd) => ({ name: "notebook__shout", arguments: odd }),
  (odd) => ({ name: "notebook__delete_notes", arguments: { text: odd }, requestState: odd, inputResponses: odd }),
  (odd) => ({ cursor: odd }),
  (odd) => ({ level: odd }),
  (odd) => ({ ref: odd, argument: odd }),
  (odd) => ({ ref: { type: "ref/prompt", name: odd }, argument: { name: odd, value: odd } }),
  (odd) => ({ ref: { type: "ref/resource", uri: odd } }),
  (odd) => ({ ref: { type: odd, name: odd, uri: odd } }),
  (odd) => ({ notifications: odd }),
  (odd) => ({ requestId: odd, reason: odd }),
  (odd) => ({ protocolVersion: odd, clientInfo: odd, capabilities: odd }),
  (odd) => ({ clientInfo: { name: odd, version: odd }, capabilities: { elicitation: odd } }),
  (odd) => ({ name: "notebook__shout", _meta: odd }),
  (odd) => ({ name: "notebook__shout", _meta: { progressToken: odd, traceparent: odd, tracestate: odd } }),
];

test.each(METHODS)("%s answers parameters of every wrong type without a defect", async (method) => {
  const tokens = [
    (await world.makeToken({ scopes: ["mcp:full"] })).token,
    (await world.makeToken({ scopes: ["mcp:read"] })).token,
  ];
  const ask = async (params: Record<string, unknown>) => {
    // A subscription of the 2026 revision may begin, and its stream does not end.
    const ways = method === "subscriptions/listen" ? [post] : [post, postModern];
    for (const send of ways) {
      for (const token of tokens) {
        const { status, body } = await send(world.url, token, { method, params });
        const said = JSON.stringify({ status, params, error: body.error });
        expect(status, said).not.toBe(500);
        expect(body.error?.message, said).not.toBe("Internal error");
      }
    }
  };
  for (const place of PLACES) await Promise.all(ODD_VALUES.map((odd) => ask(place(odd))));
});

test.each([
  ["tools/call", "name"],
  ["prompts/get", "name"],
  ["resources/read", "uri"],
])("%s refuses a %s that is an object as an invalid parameter", async (method, field) => {
  const { token } = await world.makeToken({ scopes: ["mcp:full"] });
  const params = { [field]: { toString: 1 } };
  for (const send of [post, postModern]) {
    const { body } = await send(world.url, token, { method, params });
    expect(body.error).toMatchObject({ code: -32602, message: `params.${field} must be a string` });
  }
});
