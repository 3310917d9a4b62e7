import type { CallFacts } from "#lib/gateway/observation/call-facts";
import { rpcIdText } from "#lib/mcp/rpc-id";

type Attributes = Record<string, string | number>;

/** `{mcp.method.name} {target}`, by OpenTelemetry's conventions for MCP. */
export function spanName({ method, name }: CallFacts): string {
  return name === null ? method : `${method} ${name}`;
}

/** Attributes by OpenTelemetry's conventions for MCP, and Latchkey's own. They never hold parameters or results. */
export function callAttributes(facts: CallFacts): Attributes {
  const attributes: Attributes = {
    "mcp.method.name": facts.method,
    "network.transport": "tcp",
    "network.protocol.name": "http",
    "client.address": facts.address,
    "latchkey.request.id": facts.requestId,
    "latchkey.key.id": facts.keyId,
    "latchkey.outcome": facts.outcome,
  };
  if (facts.rpcId !== null) attributes["jsonrpc.request.id"] = rpcIdText(facts.rpcId).slice(0, 100);
  if (facts.server !== "") {
    attributes["latchkey.server"] = facts.server;
    attributes["latchkey.workspace"] = facts.workspace;
  }
  if (facts.name !== null) Object.assign(attributes, nameAttributes(facts.method, facts.name));
  return attributes;
}

function nameAttributes(method: string, name: string): Attributes {
  if (method === "tools/call") return { "gen_ai.tool.name": name, "gen_ai.operation.name": "execute_tool" };
  return { "gen_ai.prompt.name": name };
}

/** The attributes of a failure; undefined for a success. */
export function errorAttributes({ outcome, errorCode }: CallFacts): Attributes | undefined {
  if (outcome === "ok") return undefined;
  if (errorCode === null) return { "error.type": outcome };
  return { "error.type": String(errorCode), "rpc.response.status_code": String(errorCode) };
}
