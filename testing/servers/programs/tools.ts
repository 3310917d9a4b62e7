import { LATEST_LEGACY_VERSION, META, MODERN_VERSION } from "#lib/mcp/protocol";

type Message = {
  id?: number | string;
  method: string;
  params?: { name?: string; arguments?: { message?: string }; _meta?: Record<string, unknown> };
};

const serverInfo = { name: "bench-upstream", version: "1.0.0" };
const capabilities = { tools: {} };
const fresh = { ttlMs: 0, cacheScope: "private" };

/** Returns the answer of the benchmark's own servers in either era; undefined for a notification. */
export function answerTo({ id, method, params }: Message, toolCount: number): object | undefined {
  if (id === undefined) return undefined;
  const complete = (result: object) => ({ jsonrpc: "2.0", id, result: { resultType: "complete", ...result } });
  switch (method) {
    case "tools/call":
      return complete({ content: [{ type: "text", text: params?.arguments?.message ?? "" }] });
    case "tools/list":
      return complete({ ...fresh, tools: toolCount > 0 ? manyTools(toolCount) : [echo] });
    case "server/discover":
      return complete({
        ...fresh,
        supportedVersions: [MODERN_VERSION],
        capabilities,
        _meta: { [META.serverInfo]: serverInfo },
      });
    case "initialize":
      return complete({ protocolVersion: LATEST_LEGACY_VERSION, capabilities, serverInfo });
    default:
      return { jsonrpc: "2.0", id, error: { code: -32601, message: `Method not found: ${method}` } };
  }
}

const echo = {
  name: "echo",
  description: "Gives back the message.",
  inputSchema: { type: "object", properties: { message: { type: "string" } }, required: ["message"] },
  annotations: { readOnlyHint: true },
};

/** Makes `count` tools of ordinary size, `tool_1` to `tool_<count>`. */
function manyTools(count: number): object[] {
  return Array.from({ length: count }, (_, index) => ({ ...ordinaryTool, name: `tool_${index + 1}` }));
}

const ordinaryTool = {
  description: "Finds the issues of a project by words, state and assignee, newest first, at most fifty at a time.",
  inputSchema: {
    type: "object",
    properties: {
      project: { type: "string", description: "The project's short name, as in its address." },
      query: { type: "string", description: "Words that the title or the text contains." },
      state: { type: "string", enum: ["open", "closed", "all"], default: "open" },
      assignee: { type: "string", description: "The account name of whoever works on it." },
      page: { type: "integer", minimum: 1 },
    },
    required: ["project"],
  },
  annotations: { title: "Find issues", readOnlyHint: true },
};
