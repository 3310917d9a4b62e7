import { encodeHeader, isObject, type JsonObject } from "#lib/mcp/protocol";
import { isExactNumber, numberOf } from "#lib/text/exact-numbers";

type Declaration = { path: string[]; header: string };

const DECIMAL = /^-?\d+(?:\.\d+)?$/;
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const declarationsOf = new WeakMap<object, Declaration[]>();

/**
 * Makes the `Mcp-Param-*` headers that a server of the 2026 revision expects with a call (SEP-2243): one for each
 * property of the tool's input schema that is marked `x-mcp-header` and has a value in `toolArguments`.
 */
export function paramHeaders(tool: JsonObject, toolArguments: unknown): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const { header, text } of paramTexts(tool, toolArguments)) {
    if (text !== null) headers[header] = encodeHeader(text);
  }
  return headers;
}

/** A header that the input schema of a tool declares. */
export type ParamText = {
  /** In lower case. */
  header: string;
  /** The value, as the header says it; null for no value. */
  text: string | null;
  isNumber: boolean;
};

/** Lists the headers that the tool's input schema declares, with their values. */
export function paramTexts(tool: JsonObject, toolArguments: unknown): ParamText[] {
  if (!isObject(tool.inputSchema)) return [];
  return declarations(tool.inputSchema).map(({ path, header }) => {
    const value = valueAt(toolArguments, path);
    const isNumber = numberOf(value) !== undefined;
    return { header: `mcp-param-${header.toLowerCase()}`, text: primitiveText(value), isNumber };
  });
}

/** Whether a header says the same as the arguments. Numbers count, not their literals: 42.0 and 42 are equal (SEP-2243). */
export function saysTheSame(said: string | null, { text, isNumber }: ParamText): boolean {
  if (said === text) return true;
  if (said === null || text === null || !isNumber) return false;
  return DECIMAL.test(said) && Number(said) === Number(text);
}

function declarations(schema: JsonObject): Declaration[] {
  let declared = declarationsOf.get(schema);
  if (!declared) {
    declared = [];
    collectDeclarations(schema, [], declared);
    declarationsOf.set(schema, declared);
  }
  return declared;
}

/** Collects the marks of a schema. A mark counts only when it is reached through `properties` alone. */
function collectDeclarations(schema: JsonObject, path: string[], found: Declaration[]): void {
  const header = schema["x-mcp-header"];
  if (typeof header === "string" && TOKEN.test(header) && path.length > 0) found.push({ path, header });
  if (!isObject(schema.properties)) return;
  for (const [name, child] of Object.entries(schema.properties)) {
    if (isObject(child)) collectDeclarations(child, [...path, name], found);
  }
}

function valueAt(root: unknown, path: string[]): unknown {
  return path.reduce<unknown>(
    (node, name) => (isObject(node) && Object.hasOwn(node, name) ? node[name] : undefined),
    root,
  );
}

function primitiveText(value: unknown): string | null {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return String(value);
  const number = numberOf(value);
  if (number === undefined || !Number.isFinite(number)) return null;
  // SEP-2243 has no header for such an integer. The arguments hold it all the same.
  if (Number.isInteger(number) && !Number.isSafeInteger(number)) return null;
  // Servers compare a decimal by its value, and any other text as a text.
  return isExactNumber(value) && DECIMAL.test(value.rawJSON) ? value.rawJSON : String(number);
}
