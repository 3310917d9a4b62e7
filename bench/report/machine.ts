import { readFile } from "node:fs/promises";
import { cpus, loadavg, release, totalmem } from "node:os";
import { BETTER_AUTH_VERSION } from "#bench/contenders/better-auth";
import { MCP_PROXY_VERSION } from "#bench/contenders/mcp-proxy";
import type { LaneName } from "#bench/lane-names";
import { withClient } from "#bench/latchkey/database";
import { nginxVersion } from "#bench/system/find-nginx";

/**
 * Describes the machine and the versions in one line.
 * @param lanes the lanes of this run; only their programs are named
 */
export async function describeMachine(databaseUrl: string, lanes: (LaneName | "better-auth")[]): Promise<string> {
  const processors = cpus();
  const parts = [
    `${processors.length} × ${processors[0]?.model.trim() ?? "unknown processor"}`,
    `${Math.round(totalmem() / 2 ** 30)} GiB memory`,
    await distribution(),
    `Linux ${release()}`,
    `Node ${process.version}`,
    await postgresVersion(databaseUrl),
    lanes.includes("nginx") && (await nginxVersion()),
    lanes.includes("mcp-proxy") && `mcp-proxy ${MCP_PROXY_VERSION}`,
    lanes.includes("better-auth") && `better-auth ${BETTER_AUTH_VERSION}`,
    `load average before the start ${loadavg()[0]?.toFixed(2)}`,
  ];
  return parts.filter(Boolean).join(", ");
}

async function distribution(): Promise<string> {
  const text = await readFile("/etc/os-release", "utf8").catch(() => "");
  return /^PRETTY_NAME="(.*)"$/m.exec(text)?.[1] ?? "unknown distribution";
}

async function postgresVersion(databaseUrl: string): Promise<string> {
  const { rows } = await withClient(databaseUrl, (client) => client.query("SHOW server_version"));
  return `PostgreSQL ${rows[0].server_version}`;
}
