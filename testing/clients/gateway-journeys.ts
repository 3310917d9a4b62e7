import { type HttpAnswer, post } from "#testing/clients/post";

/** Sends one request with a key, as any client can. */
export type Asker = (method: string, params?: Record<string, unknown>) => Promise<HttpAnswer>;

/** @param installationUrl the address of the gateway without a path */
export function askerWith(token: string, installationUrl: string, path = "/mcp"): Asker {
  return (method, params = {}) => post(`${installationUrl}${path}`, token, { method, params });
}

/** Returns the names of the tools that a key reaches now. */
export async function toolNames(ask: Asker): Promise<string[]> {
  const { status, body } = await ask("tools/list");
  if (!body.result) throw new Error(`tools/list was answered with ${status}: ${JSON.stringify(body)}`);
  return (body.result.tools as { name: string }[]).map((tool) => tool.name);
}
