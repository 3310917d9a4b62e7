import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import type { Contender, Surroundings } from "#bench/contender";
import { cacheFolder } from "#bench/system/cache";
import { startProgram } from "#bench/system/program";
import { freePort } from "#lib/db/embedded/free-port";
import { LATEST_LEGACY_VERSION } from "#lib/mcp/protocol";

export const MCP_PROXY_VERSION = "6.7.19";

/**
 * Starts mcp-proxy from npm with one API key. It can only proxy programs over standard input and output, so its
 * upstream gives the same answers there, without a second HTTP connection. It gets its fastest settings: no stored
 * events, and one session for all clients of the 2025 revisions. Without sessions it would start a server for each
 * of their requests.
 */
export async function startMcpProxy({ folder }: Surroundings): Promise<Contender> {
  const port = await freePort();
  const apiKey = randomBytes(24).toString("base64url");
  const settings = ["--host", "127.0.0.1", "--port", String(port), "--server", "stream", "--no-eventStore"];
  const upstream = [process.execPath, resolve("testing/servers/programs/stdio-upstream.ts")];
  const args = [await fetchMcpProxy(), ...settings, "--apiKey", apiKey, "--", ...upstream];
  const program = await startProgram({ name: "mcp-proxy", command: process.execPath, args, port, folder });
  return {
    port,
    credentials: { header: "X-API-Key", prefix: "", tokens: [apiKey] },
    legacyHeaders: [`Mcp-Session-Id: ${await openSession(port, apiKey)}`],
    tool: "echo",
    pids: () => [program.pid],
    stop: program.stop,
  };
}

async function openSession(port: number, apiKey: string): Promise<string> {
  const clientInfo = { name: "latchkey-bench", version: "1.0.0" };
  const params = { protocolVersion: LATEST_LEGACY_VERSION, capabilities: {}, clientInfo };
  const response = await fetch(`http://127.0.0.1:${port}/mcp`, {
    method: "POST",
    headers: {
      "X-API-Key": apiKey,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 0, method: "initialize", params }),
  });
  await response.text();
  const session = response.headers.get("mcp-session-id");
  if (!session) throw new Error(`mcp-proxy opened no session; it answered ${response.status}.`);
  return session;
}

/** Installs mcp-proxy outside the dependencies, because only this benchmark needs its 38 MB of packages. */
async function fetchMcpProxy(): Promise<string> {
  const folder = await cacheFolder(`mcp-proxy-${MCP_PROXY_VERSION}`);
  const program = join(folder, "node_modules/mcp-proxy/dist/bin/mcp-proxy.mjs");
  if (existsSync(program)) return program;
  const args = ["install", "--prefix", folder, "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"];
  await promisify(execFile)("npm", [...args, `mcp-proxy@${MCP_PROXY_VERSION}`]);
  return program;
}
