import fc from "fast-check";
import { META, MODERN_VERSION } from "#lib/mcp/protocol";
import { GARBAGE_STATUSES, type Garbage, SILENCE } from "#testing/fuzz/garbage-server";

/** Everything here is JSON text, because text can have repeated, invalid or additional fields and an object cannot. */
const quoted = (text: string) => JSON.stringify(text);
const object = (fields: (readonly [string, string] | null)[]) =>
  `{${fields.flatMap((field) => (field ? [`${quoted(field[0])}:${field[1]}`] : [])).join()}}`;

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom("", "\0", "\ud800", "\u202e", "__proto__", "constructor", "x".repeat(3_000), "notes__garble"),
);
/** Objects that code cannot treat like others: they have fields that JavaScript itself looks for. */
const ODD_OBJECTS = [
  '{"__proto__":{"x":1}}',
  '{"toString":1,"valueOf":1}',
  '{"toJSON":1}',
  '{"then":1}',
  '{"length":-1}',
  '[{"toString":null}]',
];
const anyValue = fc.oneof(
  { weight: 200, arbitrary: fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify(value)) },
  { weight: 60, arbitrary: anyText.map(quoted) },
  { weight: 30, arbitrary: fc.constantFrom("null", "{}", "[]", "-0", "1e400", "true", ...ODD_OBJECTS) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 5_000 }).map((depth) => "[".repeat(depth) + "]".repeat(depth)) },
);

const id = fc.oneof(
  { weight: 16, arbitrary: fc.integer().map(String) },
  { weight: 5, arbitrary: anyText.map(quoted) },
  {
    weight: 3,
    arbitrary: fc.constantFrom("0", "-0", "-1", "0.5", "1e400", "9007199254740993", "123456789012345678901234567890"),
  },
  { weight: 1, arbitrary: fc.constantFrom("null", "true", "{}", "[]", '{"toString":1}', '"\\u0000"', '"\\ud800"') },
);

const METHODS = [
  "initialize",
  "ping",
  "server/discover",
  "tools/list",
  "tools/call",
  "resources/list",
  "resources/templates/list",
  "resources/read",
  "prompts/list",
  "prompts/get",
  "completion/complete",
  "logging/setLevel",
  "resources/subscribe",
  "subscriptions/listen",
  "notifications/initialized",
  "notifications/cancelled",
  "__proto__",
  "toString",
];
const method = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...METHODS) },
  { weight: 10, arbitrary: fc.constant("tools/call") },
  { weight: 1, arbitrary: anyText },
);

const TOOLS = ["list_workspaces", "notes__list_notes", "notes__shout", "notes__delete_notes"];
const GARBAGE_TOOLS = ["modern__garble", "modern__destroy", "legacy__garble", "legacy__destroy"];
const toolName = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...TOOLS) },
  { weight: 6, arbitrary: fc.constantFrom(...GARBAGE_TOOLS) },
  { weight: 1, arbitrary: anyText },
);

const resultText = fc.oneof(
  anyValue,
  fc.constantFrom(
    '{"content":[]}',
    '{"resultType":"input_required"}',
    '{"resultType":"input_required","requestState":5,"inputRequests":[]}',
    '{"resultType":"complete","content":"x","_meta":7}',
  ),
);
const answerText = fc.oneof(
  { weight: 4, arbitrary: resultText.map((result) => `{"jsonrpc":"2.0","id":$ID,"result":${result}}`) },
  { weight: 2, arbitrary: anyValue.map((error) => `{"jsonrpc":"2.0","id":$ID,"error":${error}}`) },
  {
    weight: 2,
    arbitrary: fc.tuple(id, resultText).map(([other, result]) => `{"jsonrpc":"2.0","id":${other},"result":${result}}`),
  },
  {
    weight: 1,
    arbitrary: anyValue.map((params) => `{"jsonrpc":"2.0","method":"notifications/message","params":${params}}`),
  },
  { weight: 1, arbitrary: anyValue },
  { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
);
const events = fc
  .array(
    fc.oneof(
      answerText.map((text) => `data: ${text}\n\n`),
      fc.constantFrom(
        ": comment\n\n",
        "id: 7\nretry: 1\n\n",
        "retry: 1\ndata:\n\n",
        "event: other\ndata: 1\n\n",
        "data",
        "\r\r\n",
      ),
    ),
    { maxLength: 4 },
  )
  .map((parts) => parts.join(""));

const garbage: fc.Arbitrary<Garbage> = fc.oneof(
  {
    weight: 400,
    arbitrary: fc.record({
      status: fc.constantFrom(...GARBAGE_STATUSES),
      type: fc.constantFrom("application/json", "application/json", "text/html", "text/event-stream", null, "ü;;=,"),
      body: answerText,
    }),
  },
  { weight: 200, arbitrary: events.map((body) => ({ status: 200, type: "text/event-stream", body })) },
  // Each of these costs the whole timeout of one second.
  { weight: 1, arbitrary: fc.constant({ status: SILENCE, type: null, body: "" }) },
);

const fieldsOf = (...fields: [string, fc.Arbitrary<string>][]) =>
  fc.tuple(
    ...fields.map(([name, value]) =>
      fc.option(value, { freq: 15 }).map((text) => (text === null ? null : ([name, text] as const))),
    ),
  );

const extra = fc.array(fc.tuple(fc.oneof(anyText, fc.constantFrom("name", "cursor", "id", "_meta")), anyValue), {
  maxLength: 2,
});

const wellFormed = {
  name: fc.oneof({ weight: 25, arbitrary: toolName.map(quoted) }, { weight: 1, arbitrary: anyValue }),
  arguments: fc.oneof(
    { weight: 6, arbitrary: garbage.map((answer) => JSON.stringify({ garbage: answer })) },
    { weight: 2, arbitrary: anyValue },
    { weight: 1, arbitrary: fc.constant('{"text":"x"}') },
  ),
  uri: fc.oneof(fc.constantFrom('"note://one"', '"latchkey://acme/notes/note://one"', '"note://by-day/x"'), anyValue),
  ref: fc.oneof(
    fc.constantFrom('{"type":"ref/prompt","name":"notes__summarise"}', '{"type":"ref/resource","uri":"note://one"}'),
    anyValue,
  ),
  state: fc.oneof(fc.constantFrom('"latchkey-confirmation:"', '"latchkey-confirmation:x.{}"', '"state"'), anyValue),
};

/** All fields of `params` that some method reads. */
const params = fc.tuple(
  fieldsOf(["name", wellFormed.name], ["arguments", wellFormed.arguments]),
  fc.option(fieldsOf(["uri", wellFormed.uri], ["ref", wellFormed.ref], ["cursor", anyValue], ["level", anyValue]), {
    freq: 2,
  }),
  fc.option(
    fieldsOf(
      ["protocolVersion", anyValue],
      ["capabilities", fc.constant('{"elicitation":{}}')],
      ["clientInfo", anyValue],
    ),
    { freq: 5 },
  ),
  fc.option(
    fieldsOf(
      ["notifications", anyValue],
      ["requestId", id],
      ["requestState", wellFormed.state],
      ["inputResponses", anyValue],
    ),
    { freq: 5 },
  ),
  extra,
);

const envelope = (capabilities: string) =>
  object([
    [META.protocolVersion, quoted(MODERN_VERSION)],
    [META.clientInfo, '{"name":"fuzz","version":"1"}'],
    [META.clientCapabilities, capabilities],
  ]);
const meta = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom("{}", '{"elicitation":{}}').map(envelope) },
  { weight: 1, arbitrary: anyValue },
  {
    weight: 1,
    arbitrary: fc.tuple(anyValue, anyValue).map(([one, other]) =>
      object([
        [META.protocolVersion, one],
        [META.clientCapabilities, other],
      ]),
    ),
  },
);

export type GeneratedMessage = { text: string; method: string; name: string | null; isModern: boolean };

/** A request of either revision. Most of its parts are valid. */
export const generatedMessage: fc.Arbitrary<GeneratedMessage> = fc
  .record({
    version: fc.oneof({ weight: 30, arbitrary: fc.constant('"2.0"') }, { weight: 1, arbitrary: anyValue }),
    id: fc.option(id, { freq: 12 }),
    method,
    params,
    meta: fc.option(meta, { freq: 2 }),
    extra: fc.oneof({ weight: 12, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: extra }),
    wholeParams: fc.oneof({ weight: 25, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: anyValue }),
    isReversed: fc.boolean(),
  })
  .map((parts) => {
    const [called, ...others] = parts.params;
    const fields = [...called, ...others.flatMap((group) => group ?? [])];
    const withMeta = object([...fields, parts.meta === null ? null : ["_meta", parts.meta]]);
    const all: (readonly [string, string] | null)[] = [
      ["jsonrpc", parts.version],
      parts.id === null ? null : ["id", parts.id],
      ["method", quoted(parts.method)],
      ["params", parts.wholeParams ?? withMeta],
      ...parts.extra,
    ];
    const name = called[0]?.[1];
    return {
      text: object(parts.isReversed ? all.toReversed() : all),
      method: parts.method,
      name: textOf(name),
      isModern: parts.meta !== null,
    };
  });

function textOf(json = "null"): string | null {
  const value: unknown = JSON.parse(json);
  return typeof value === "string" ? value : null;
}
