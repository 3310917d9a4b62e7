import type { ServerResponse } from "node:http";
import {
  type RunningServer,
  startEverythingServer,
  startHttpServer,
  startModernServer,
} from "#testing/servers/mcp-servers";

/** Where the servers of the seed listen. The last one is a port on which nothing listens. */
export const PORTS = { everything: 3901, notebook: 3902, locked: 3903, page: 3904, down: 3905 } as const;

export const urlOf = (server: keyof typeof PORTS) => `http://127.0.0.1:${PORTS[server]}/mcp`;

/** Whether `npm run sample-servers` runs already. */
async function areRunning(): Promise<boolean> {
  return fetch(urlOf("page")).then(
    (response) => response.ok,
    () => false,
  );
}

/** Starts what does not run yet: an MCP server of each kind, one that wants a header, and one that answers with a page instead of MCP. */
export async function startSampleServers(): Promise<{ stop(): Promise<void> }> {
  if (await areRunning()) return { stop: async () => {} };
  const page = (response: ServerResponse) =>
    response.writeHead(200, { "content-type": "text/html" }).end("<h1>Welcome</h1>");
  const requiredHeader = { name: "Authorization", value: "Bearer sample" };
  const servers: RunningServer[] = await Promise.all([
    startEverythingServer(PORTS.everything),
    startModernServer({ port: PORTS.notebook, legacy: "reject" }),
    startModernServer({ port: PORTS.locked, requiredHeader }),
    startHttpServer((_request, response) => page(response), PORTS.page),
  ]);
  return {
    stop: async () => {
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}

if (import.meta.main) {
  await startSampleServers();
  console.log(`The sample servers listen on ports ${PORTS.everything} to ${PORTS.page}. Stop them with Ctrl-C.`);
}
