import { isObject, type JsonObject } from "#lib/mcp/protocol";
import { isEmptyList, WrongFieldError } from "#lib/upstreams/catalogue/read-fields";

/**
 * Reads the JSON schema of a tool's arguments. Arguments are always an object, so a schema that does not say so means the
 * same as one that does.
 * @throws WrongFieldError when no object can satisfy it, or when clients would refuse it
 */
export function readInputSchema(value: unknown): JsonObject {
  if (value === undefined || value === null || value === true || isEmptyList(value)) return { type: "object" };
  if (!isObject(value)) throw new WrongFieldError("inputSchema", "is no JSON schema of an object");
  const schema = readSchema(value, "inputSchema");
  if (schema.type === "object") return schema;
  const { type = null } = schema;
  if (type === null) {
    // A client shows `type` first, where authors write it.
    delete schema.type;
    return { type: "object", ...schema };
  }
  if (!Array.isArray(type) || !type.includes("object")) {
    throw new WrongFieldError("inputSchema.type", "is not “object”");
  }
  schema.type = "object";
  return schema;
}

/**
 * Reads the JSON schema of a tool's results, of which the 2026 revision allows any.
 * @returns undefined when it says nothing
 * @throws WrongFieldError when clients would refuse it
 */
export function readOutputSchema(value: unknown): JsonObject | undefined {
  if (value === undefined || value === null || value === true || isEmptyList(value)) return undefined;
  if (!isObject(value)) throw new WrongFieldError("outputSchema", "is no JSON schema");
  return readSchema(value, "outputSchema");
}

/** Reads what clients look at in any schema of a tool. */
function readSchema(value: JsonObject, at: string): JsonObject {
  const schema = { ...value };
  const { $schema, properties, required } = schema;
  if ($schema === null) delete schema.$schema;
  else if ($schema !== undefined && typeof $schema !== "string") {
    throw new WrongFieldError(`${at}.$schema`, "is not text");
  }
  if (properties === null) delete schema.properties;
  else if (properties !== undefined) schema.properties = readProperties(properties, `${at}.properties`);
  if (required === null) delete schema.required;
  else if (required !== undefined) schema.required = readRequired(required, `${at}.required`);
  return schema;
}

function readProperties(value: unknown, at: string): JsonObject {
  if (isEmptyList(value)) return {};
  if (!isObject(value)) throw new WrongFieldError(at, "is no object");
  // Most schemas are right, and a copy of each would cost memory.
  if (Object.values(value).every(isObject)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, readProperty(one, `${at}.${name}`)]));
}

/** Some clients accept no schema but an object. `true` allows everything and `false` nothing (JSON Schema 2020-12). */
function readProperty(value: unknown, at: string): JsonObject {
  if (isObject(value)) return value;
  if (value === true || value === null || isEmptyList(value)) return {};
  if (value === false) return { not: {} };
  throw new WrongFieldError(at, "is no JSON schema");
}

function readRequired(value: unknown, at: string): string[] {
  if (isObject(value) && Object.keys(value).length === 0) return [];
  if (!Array.isArray(value)) throw new WrongFieldError(at, "is no list");
  if (!value.every((one) => typeof one === "string")) throw new WrongFieldError(at, "names something that is no text");
  return value;
}
