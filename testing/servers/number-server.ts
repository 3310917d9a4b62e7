import { text as readText } from "node:stream/consumers";
import { type RunningServer, startHttpServer } from "#testing/servers/mcp-servers";

/** How a server answers. `id` and `token` say whether it can write a number that JavaScript would change. */
type NumberAnswers = { asEvents: boolean; keepsSessions: boolean };

export type NumberServer = RunningServer & {
  answer(as: NumberAnswers): void;
  /** The bodies of all calls, as they came. */
  received: string[];
};

/**
 * Starts a handwritten server of both eras that never parses a number: it answers with the text of the field `numbers` of
 * the request. It gives ids and progress tokens back as JavaScript writes them, as most servers do.
 */
export async function startNumberServer(): Promise<NumberServer> {
  const received: string[] = [];
  let as: NumberAnswers = { asEvents: false, keepsSessions: false };
  const server = await startHttpServer(async (request, response) => {
    if (request.method !== "POST") return response.writeHead(405).end();
    const body = await readText(request);
    const { id, method, params } = JSON.parse(body) as { id?: unknown; method: string; params: Params };
    if (method === "initialize") {
      if (as.keepsSessions) response.setHeader("mcp-session-id", "one");
      return sendJson(
        response,
        id,
        '{"protocolVersion":"2025-11-25","capabilities":{},"serverInfo":{"name":"n","version":"1"}}',
      );
    }
    if (id === undefined) return response.writeHead(202).end();
    received.push(body);
    const numbers = /"numbers":\[[^\]]*\]/.exec(body)?.[0] ?? '"numbers":[]';
    const result = resultOf(method, params, numbers);
    if (!as.asEvents) return sendJson(response, id, result);
    const token = JSON.stringify(params._meta?.progressToken);
    response.writeHead(200, { "content-type": "text/event-stream" });
    const progress = `{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":${token},"progress":1.50}}`;
    if (token) response.write(`data: ${progress}\n\n`);
    response.end(`data: ${envelope(id, result)}\n\n`);
  });
  return {
    ...server,
    url: `${server.url}/mcp`,
    received,
    answer: (answers) => {
      as = answers;
    },
  };
}

type Params = { requestState?: string; _meta?: { progressToken?: unknown } };

function resultOf(method: string, { requestState }: Params, numbers: string): string {
  if (method === "resources/read") {
    return `{"contents":[{"uri":"note://one","text":"one","_meta":{${numbers}}}],"ttlMs":60000.0}`;
  }
  const question = `{"method":"elicitation/create","params":{"message":"?","requestedSchema":{"type":"object","properties":{"n":{"type":"number","maximum":1.0}}}}}`;
  if (requestState)
    return `{"resultType":"input_required","inputRequests":{"a":${question}},"requestState":"s","_meta":{${numbers}}}`;
  return `{"content":[],"structuredContent":{${numbers}}}`;
}

function envelope(id: unknown, result: string): string {
  return `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${result}}`;
}

function sendJson(
  response: { setHeader(name: string, value: string): { end(text: string): unknown } },
  id: unknown,
  result: string,
): void {
  response.setHeader("content-type", "application/json").end(envelope(id, result));
}
