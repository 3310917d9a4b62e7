import { isObject, type JsonObject } from "#lib/mcp/protocol";

/**
 * A tool as clients of the 2025 revisions accept it. They know only results that are objects, and refuse a whole list in
 * which one schema of a result says something else. Without the schema they take any result.
 */
export function legacyTool(tool: JsonObject): JsonObject {
  const { outputSchema } = tool;
  if (outputSchema === undefined || (isObject(outputSchema) && outputSchema.type === "object")) return tool;
  const { outputSchema: _any, ...rest } = tool;
  return rest;
}
