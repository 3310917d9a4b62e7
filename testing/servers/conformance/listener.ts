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
 * Serves the fixture on a free loopback port. It speaks the 2026 revision, and the 2025 revisions with sessions.
 * @param speaks `2025 alone` for an old server that treats every request as one of the 2025 revisions
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

/** Makes one server for each session, as servers of the 2025 revisions do when they ask their clients questions. */
function sessionful(changes: Changes): (request: Request) => Promise<Response> {
  const sessions = new Map<string, Transport>();
  return async (request) => {
    const id = request.headers.get("mcp-session-id");
    const existing = id === null ? undefined : sessions.get(id);
    if (existing) return existing.handleRequest(request);
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

/** The SDK has no handlers for subscriptions. The resources here never change, so empty handlers are enough. */
function allowSubscriptions({ server }: McpServer): void {
  server.setRequestHandler("resources/subscribe", async () => ({}));
  server.setRequestHandler("resources/unsubscribe", async () => ({}));
}
