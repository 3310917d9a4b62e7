import { isObject, type JsonObject } from "#lib/mcp/protocol";

/** The fields of `_meta` that the protocol defines. Others belong to their authors, for whom null may mean something. */
const PROTOCOL_META = /^(?:progressToken|io\.modelcontextprotocol\/.*)$/;

/**
 * Removes the fields of `params` and of its `_meta` that are null. Some clients write null for what they leave out, and
 * the protocol defines no field there for which null means anything. What is inside `arguments` belongs to the tool and
 * stays.
 * @param params belongs to the caller alone; it is changed, because a copy could take megabytes
 */
export function dropNullParams(params: JsonObject): JsonObject {
  for (const name in params) if (params[name] === null) delete params[name];
  const { _meta: meta } = params;
  if (!isObject(meta)) return params;
  for (const name in meta) if (meta[name] === null && PROTOCOL_META.test(name)) delete meta[name];
  return params;
}
