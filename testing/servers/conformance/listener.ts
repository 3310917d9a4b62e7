import { randomUUID } from "node:crypto";
import {
  createMcpHandler,
  hostHeaderValidationResponse,
  isLegacyRequest,
  localhostAllowedHostnames,
  localhostAllowedOrigins,
  type McpServer,
  originValidationResponse,
  WebStandardStreamableHTTPServerTransport,
} from "@modelcontextprotocol/server";
import { type Changes, makeChanges } from "#testing/servers/conformance/changes";
import { memoryEventStore } from "#testing/servers/conformance/event-store";
import { everythingServer } from "#testing/servers/conformance/server";
import { answerWith, type RunningServer, startHttpServer } from "#testing/servers/mcp-servers";

export type Speaks = "both eras" | "2025 alone";

/**
 * Serves the fixture on a free loopback port: the 2026 revision as it is, the 2025 revisions with sessions.
 * @param speaks whether the server is as old as the 2025 revisions, and takes whatever it is sent for one of theirs
 */
export async function startFixture(speaks: Speaks): Promise<RunningServer> {
  const announce = { tools: () => modern.notify.toolsChanged(), prompts: () => modern.notify.promptsChanged() };
  const changes = makeChanges(announce);
  const modern = createMcpHandler(() => everythingServer(changes), { legacy: "reject" });
  const legacy = sessionful(changes);
  const fetch = async (request: Request) =>
    hostHeaderValidationResponse(request, localhostAllowedHostnames()) ??
    originValidationResponse(request, localhostAllowedOrigins()) ??
    (speaks === "2025 alone" || (await isLegacyRequest(request)) ? legacy(request) : modern.fetch(request));
  const server = await startHttpServer((incoming, outgoing) => answerWith(fetch, incoming, outgoing));
  return { ...server, url: `${server.url}/mcp` };
}

const RETRY_MS = 50;

type Transport = WebStandardStreamableHTTPServerTransport;

/** One server for each session, as servers of the 2025 revisions do that ask their clients something. */
function sessionful(changes: Changes): (request: Request) => Promise<Response> {
  const sessions = new Map<string, Transport>();
  return async (request) => {
    const id = request.headers.get("mcp-session-id");
    const known = id === null ? undefined : sessions.get(id);
    if (known) return known.handleRequest(request);
    if (id !== null) return new Response(null, { status: 404 });
    const transport: Transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      eventStore: memoryEventStore(),
      retryInterval: RETRY_MS,
      onsessioninitialized: (session) => void sessions.set(session, transport),
      onsessionclosed: (session) => void sessions.delete(session),
    });
    const server = everythingServer(changes);
    allowSubscriptions(server);
    await server.connect(transport);
    return transport.handleRequest(request);
  };
}

/** The SDK leaves these to whoever keeps the subscriptions. Nothing here ever changes, so there is nothing to keep. */
function allowSubscriptions({ server }: McpServer): void {
  server.setRequestHandler("resources/subscribe", async () => ({}));
  server.setRequestHandler("resources/unsubscribe", async () => ({}));
}
