import type { Series } from "#bench/lane";
import { type Row, share, toRows } from "#bench/report/rows";

/** A target of Latchkey and its measured value. */
export type Target = { what: string; wanted: string; measured: string; isReached: boolean };

/** The targets also stand in docs/performance.md. */
const NGINX_SHARE_MIN = 0.45;
const MCP_PROXY_SHARE_MIN = 1.5;
const P99_MAX_MS = 8;
const ADDED_MAX_MS = 0.4;
const MANY_KEYS_SHARE_MIN = 0.9;
const MEMORY_MAX_BYTES = 250e6;

/** Returns the targets whose values were measured in this run. */
export function targets(all: Series[]): Target[] {
  const rows = toRows(all);
  const latchkey = (connections: number) =>
    rows.find((row) => row.id === "latchkey" && row.connections === connections);
  const legacy = rows.find((row) => row.id === "legacy latchkey");
  const [one, sixteen] = [latchkey(1), latchkey(16)];
  return [
    atLeast("requests/s at 16 connections, of nginx", NGINX_SHARE_MIN, sixteen?.ofNginx),
    atLeast("requests/s at 16 connections, of mcp-proxy", MCP_PROXY_SHARE_MIN, sixteen?.ofMcpProxy),
    atLeast("requests/s at 16 connections, of mcp-proxy with 2025-11-25", MCP_PROXY_SHARE_MIN, legacy?.ofMcpProxy),
    atMost("p99 at 16 connections, ms", P99_MAX_MS, sixteen?.p99Ms),
    atMost("p50 at 1 connection, over asking directly, ms", ADDED_MAX_MS, one?.addedMs),
    atLeast("requests/s with many keys, of those with 1,000", MANY_KEYS_SHARE_MIN, manyKeysShare(all)),
    atMost("memory of the gateway, MB", MEMORY_MAX_BYTES / 1e6, mostMemory(rows)),
  ].filter((target) => target !== undefined);
}

function manyKeysShare(all: Series[]): number | null {
  const many = all.find((series) => series.id === "many-keys");
  return many
    ? share(
        many,
        all.find((each) => each.id === "latchkey" && each.connections === many.connections),
      )
    : null;
}

function mostMemory(rows: Row[]): number | null {
  const own = rows.filter((row) => row.id === "latchkey" || row.id.endsWith(" latchkey") || row.id === "many-keys");
  return own.length > 0 ? Math.max(...own.map((row) => row.memoryBytes)) / 1e6 : null;
}

export function atLeast(what: string, min: number, measured: number | null | undefined): Target | undefined {
  if (measured === null || measured === undefined) return undefined;
  return { what, wanted: `at least ${min}`, measured: measured.toFixed(2), isReached: measured >= min };
}

function atMost(what: string, max: number, measured: number | null | undefined): Target | undefined {
  if (measured === null || measured === undefined) return undefined;
  return { what, wanted: `at most ${max}`, measured: measured.toFixed(2), isReached: measured <= max };
}

/** Writes one line for each target. */
export function toLines(list: Target[]): string {
  return list
    .map(
      ({ what, wanted, measured, isReached }) =>
        `- ${isReached ? "reached" : "**missed**"}: ${what}: ${measured} (${wanted})`,
    )
    .join("\n");
}
