import { isObject, type JsonObject } from "#lib/mcp/protocol";

/**
 * Leaves the optional fields of a result or a notification out that are null. MCP has no null there, so strict clients
 * refuse the whole message, but many servers write every field that they have no value for. Data of the server's own,
 * such as structured content and the values of `_meta`, stay as they are.
 * @returns the same object when there is nothing to leave out
 */
export function withoutNulls(value: JsonObject): JsonObject {
  const fields = dropNulls(value, value.resultType === undefined ? null : "structuredContent");
  return mapField(mapField(mapField(fields, "content", block), "contents", block), "messages", message);
}

/** A block of content, or the contents of a resource. */
function block(value: JsonObject): JsonObject {
  let fields = dropNulls(value);
  for (const name of ["annotations", "resource"]) {
    const inner = fields[name];
    const cleaned = isObject(inner) ? dropNulls(inner) : inner;
    if (cleaned !== inner) fields = { ...fields, [name]: cleaned };
  }
  return fields;
}

function message(value: JsonObject): JsonObject {
  const { content } = value;
  const cleaned = isObject(content) ? block(content) : content;
  return cleaned === content ? value : { ...value, content: cleaned };
}

function mapField(value: JsonObject, name: string, change: (entry: JsonObject) => JsonObject): JsonObject {
  const entries: unknown = value[name];
  if (!Array.isArray(entries)) return value;
  const changed = entries.map((entry: unknown) => (isObject(entry) ? change(entry) : entry));
  return changed.some((entry, at) => entry !== entries[at]) ? { ...value, [name]: changed } : value;
}

/** @param kept a field in which null is a value */
function dropNulls(value: JsonObject, kept: string | null = null): JsonObject {
  const isAbsent = (name: string) => value[name] === null && name !== kept;
  if (!Object.keys(value).some(isAbsent)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !isAbsent(name)));
}
