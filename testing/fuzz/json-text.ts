import fc from "fast-check";
import { numberLiteral } from "#testing/fuzz/number-literal";

const number = fc.oneof(
  numberLiteral,
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => JSON.stringify(one)),
  fc.integer().map(String),
);
const string = fc
  .oneof(fc.string({ unit: "binary" }), fc.constantFrom("1.0", '"', "\\", '\\"', "a:1.0,", "__proto__", "\ud800"))
  .map((one) => JSON.stringify(one));
const space = fc.constantFrom("", " ", "\n", "\t\r ");

/**
 * The name of a field, often one that JavaScript takes for an index. V8 13.6 confuses names of one escaped character now
 * and then, so names have no escapes here.
 */
const name = fc.oneof(
  string.filter((one) => !one.includes("\\")),
  fc.constantFrom('"0"', '"1"', '"10"', '"2"', '"007"', '"4294967294"', '"4294967295"', '"-1"', '"1.0"', '"type"'),
);

const { json, object } = fc.letrec<{ json: string; object: string }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    number,
    string,
    fc.constantFrom("true", "false", "null"),
    fc
      .tuple(space, fc.array(tie("json"), { maxLength: 5 }))
      .map(([gap, all]) => `[${gap}${all.join(`${gap},${gap}`)}${gap}]`),
    tie("object"),
  ),
  object: fc
    .tuple(space, fc.uniqueArray(fc.tuple(name, tie("json")), { maxLength: 5, selector: ([one]) => one }))
    .map(
      ([gap, all]) => `{${gap}${all.map(([named, one]) => `${named}${gap}:${gap}${one}`).join(`${gap},${gap}`)}${gap}}`,
    ),
}));

/** Any text of JSON, with the names of the fields of an object all different. */
export const jsonText: fc.Arbitrary<string> = json;

/** The text of any JSON object. */
export const objectText: fc.Arbitrary<string> = object;

/** The same JSON without space, and with each string as JavaScript escapes it. Numbers and order stay. */
export function compactJson(text: string): string {
  const parts = text.match(/"(?:[^"\\]|\\.)*"|[^\s"]+/g) ?? [];
  return parts.map((part) => (part.startsWith('"') ? JSON.stringify(JSON.parse(part)) : part)).join("");
}
