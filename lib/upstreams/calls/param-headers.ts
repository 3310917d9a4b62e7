import { encodeHeader, isObject, type JsonObject } from "#lib/mcp/protocol";

type Declaration = { path: string[]; header: string };

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

/** Lists the headers that the tool's input schema declares, in lower case, with their values; null for no value. */
export function paramTexts(tool: JsonObject, toolArguments: unknown): { header: string; text: string | null }[] {
  if (!isObject(tool.inputSchema)) return [];
  return declarations(tool.inputSchema).map(({ path, header }) => ({
    header: `mcp-param-${header.toLowerCase()}`,
    text: primitiveText(valueAt(toolArguments, path)),
  }));
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
  if (typeof value !== "number" || !Number.isFinite(value)) return null;
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? null : String(value);
}
