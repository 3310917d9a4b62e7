import { type HttpAnswer, post } from "#testing/clients/post";

/** One request with a key, as any client could send it. */
export type Asker = (method: string, params?: Record<string, unknown>) => Promise<HttpAnswer>;

/** @param installationUrl the gateway's address without its path */
export function askerWith(token: string, installationUrl: string, path = "/mcp"): Asker {
  return (method, params = {}) => post(`${installationUrl}${path}`, token, { method, params });
}

/** The names of the tools that a key reaches at this moment. */
export async function toolNames(ask: Asker): Promise<string[]> {
  const { status, body } = await ask("tools/list");
  if (!body.result) throw new Error(`tools/list was answered with ${status}: ${JSON.stringify(body)}`);
  return (body.result.tools as { name: string }[]).map((tool) => tool.name);
}
