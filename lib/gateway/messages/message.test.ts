import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseMessage, requestIdOf } from "#lib/gateway/messages/message";
import { RpcError } from "#lib/gateway/messages/rpc-error";
import { META } from "#lib/mcp/protocol";
import { integerLiteral } from "#testing/fuzz/number-literal";

const id = fc.oneof(fc.string(), fc.integer());
const params = fc.dictionary(fc.string(), fc.jsonValue());
const meta = fc.dictionary(
  fc.oneof(fc.constantFrom("progressToken", META.clientInfo, META.logLevel, "example.com/note"), fc.string()),
  fc.jsonValue(),
);
/** Adds `name` with a null to an object at any place of its text. */
const withNull = (object: object, name: string) => JSON.parse(JSON.stringify({ [name]: null, ...object })) as object;

test("reads a request with its id, method and params unchanged, but for fields that are null", () => {
  fc.assert(
    fc.property(id, fc.string(), params, (given, method, values) => {
      const text = JSON.stringify({ jsonrpc: "2.0", id: given, method, params: values });
      const { params: sent } = JSON.parse(text) as { params: object };
      const expected = Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== null));
      expect(parseMessage(text)).toEqual({ kind: "request", id: given, method, params: expected });
      expect(requestIdOf(text)).toBe(given);
    }),
  );
});

test("takes null for absent in params and in what the protocol defines of _meta, and nowhere deeper", () => {
  const given = fc.record({ arguments: params, _meta: meta });
  fc.assert(
    fc.property(given, fc.constantFrom("cursor", "arguments2", "name"), (values, field) => {
      const sent = withNull({ ...values, _meta: withNull(values._meta, "progressToken") }, field);
      const read = parseMessage(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "x", params: sent }));
      const { arguments: args, _meta, ...rest } = "params" in read ? read.params : {};
      expect(rest).toEqual({});
      expect(args).toEqual(JSON.parse(JSON.stringify(values.arguments)));
      const kept = Object.entries(JSON.parse(JSON.stringify(values._meta)) as object).filter(
        ([name, value]) => value !== null || !/^(progressToken$|io\.modelcontextprotocol\/)/.test(name),
      );
      expect(_meta).toEqual(Object.fromEntries(kept));
    }),
  );
  expect(parseMessage('{"jsonrpc":"2.0","id":1,"method":"x","params":null}')).toMatchObject({ params: {} });
});

test("an integer of any form and length is an id, and stays as it is written", () => {
  fc.assert(
    fc.property(integerLiteral, (written) => {
      const text = `{"jsonrpc":"2.0","id":${written},"method":"ping"}`;
      const message = parseMessage(text);
      expect(message.kind === "request" && JSON.stringify(message.id)).toBe(written);
      expect(JSON.stringify(requestIdOf(text))).toBe(written);
    }),
  );
});

test.each(["1e400", "0.5", "1.50", "null", "true", "{}", `"${"x".repeat(1_025)}"`, "7".repeat(1_025)])(
  "an id that is neither text nor an integer, or is too long to keep, is refused: %.20s",
  (written) => {
    const text = `{"jsonrpc":"2.0","id":${written},"method":"ping"}`;
    expect(() => parseMessage(text)).toThrow(/Invalid request: id must (be|have)/);
    expect(requestIdOf(text)).toBeNull();
  },
);

test("accepts an id of 1,024 characters", () => {
  const text = JSON.stringify({ jsonrpc: "2.0", id: "x".repeat(1_024), method: "ping" });
  expect(parseMessage(text)).toMatchObject({ kind: "request", id: "x".repeat(1_024) });
});

test("finds no id in a body above 64 KiB, which would be parsed only for a refusal", () => {
  const request = (length: number) => JSON.stringify({ id: 1, method: "x", params: { text: "x".repeat(length) } });
  expect(requestIdOf(request(60_000))).toBe(1);
  expect(requestIdOf(request(70_000))).toBeNull();
});

test("reads any text or refuses it with HTTP 400, and does nothing else", () => {
  const piece = fc.constantFrom(
    "{",
    "}",
    "[",
    "]",
    '"',
    ":",
    ",",
    '"jsonrpc"',
    '"2.0"',
    '"id"',
    "1",
    '"method"',
    "null",
    "\\",
  );
  const anything = fc.oneof(
    fc.string(),
    fc.json(),
    fc.array(piece, { maxLength: 30 }).map((all) => all.join("")),
  );
  fc.assert(
    fc.property(anything, (text) => {
      requestIdOf(text);
      try {
        expect(["request", "notification", "response"]).toContain(parseMessage(text).kind);
      } catch (error) {
        expect(error).toBeInstanceOf(RpcError);
        expect((error as RpcError).status).toBe(400);
      }
    }),
    { numRuns: 2_000 },
  );
});

describe("nesting", () => {
  const nested = (depth: number) =>
    `{"jsonrpc":"2.0","id":1,"method":"x","params":{"a":${"[".repeat(depth)}${"]".repeat(depth)}}}`;

  test("is accepted up to a depth that can be written out again", () => {
    expect(parseMessage(nested(198)).kind).toBe("request");
    expect(() => parseMessage(nested(199))).toThrow(/nested/);
    expect(() => parseMessage(nested(2_000_000))).toThrow(/nested/);
  });

  test("does not count brackets within strings", () => {
    const text = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "x", params: { a: `\\"${"[{".repeat(500)}` } });
    expect(parseMessage(text).kind).toBe("request");
  });
});

describe("parts", () => {
  const listOf = (part: string, count: number) =>
    `{"jsonrpc":"2.0","id":1,"method":"x","params":{"a":[${Array(count).fill(part).join()}]}}`;

  test.each(["{}", "[]", '{"b":1}'])("above the limit of memory are refused: %s", (part) => {
    expect(parseMessage(listOf(part, 90_000)).kind).toBe("request");
    expect(() => parseMessage(listOf(part, 250_000))).toThrow(/more than 200000 objects/);
  });

  test("are neither numbers nor texts, so a body may be full of these", () => {
    expect(parseMessage(listOf("0.5", 1_000_000)).kind).toBe("request");
    expect(parseMessage(listOf('"{}:[]"', 400_000)).kind).toBe("request");
  });
});
