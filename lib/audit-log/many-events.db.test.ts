import pg from "pg";
import { expect, test, vi } from "vitest";
import type { AuditFilters } from "#lib/audit-log/dto";
import { listAuditActors, listAuditEvents } from "#lib/audit-log/queries";
import { DAY_MS } from "#lib/clock";
import { pool } from "#lib/db/pool";
import { useDatabase } from "#testing/databases/use-database";
import { callerOf, makeUser, makeWorkspace, NOW } from "#testing/people/factories";

useDatabase();

const ALL: AuditFilters = { actor: null, group: null, target: null, from: null, to: null };
const EVENTS = 100_000;
/** The log has more than two thousand blocks. Each takes some microseconds to read. */
const MAX_BLOCKS = 400;
const id = (prefix: string, number: number) => `${prefix}_${String(number).padStart(26, "0")}`;

/**
 * Makes a hundred thousand events of one year: one workspace, forty people, a thousand keys, and a few rare actions.
 */
async function makeEvents(workspaceId: string): Promise<void> {
  await pool().query(
    `INSERT INTO "AuditEvent" ("id", "at", "workspaceId", "actorId", "action", "targetType", "targetId", "details")
     SELECT 'evt_' || lpad(n::TEXT, 26, '0'), $1::TIMESTAMPTZ - n * INTERVAL '5 minutes', $2,
            'usr_' || lpad((CASE WHEN n = 90000 THEN 41 ELSE n % 40 END)::TEXT, 26, '0'),
            CASE WHEN n % 9999 = 0 THEN 'policy.changed' WHEN n % 2 = 0 THEN 'key.created' ELSE 'member.joined' END,
            'key', 'key_' || lpad((n % 1000)::TEXT, 26, '0'), '{"reason": "left the project"}'
       FROM generate_series(1, ${EVENTS}) AS n`,
    [NOW, workspaceId],
  );
  await pool().query('ANALYZE "AuditEvent"');
}

test("reads every page of a hundred thousand events from an index, with few blocks", async () => {
  const ada = await makeUser("Ada");
  const acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  await makeEvents(acme.id);
  const middle = { at: new Date(NOW.getTime() - 170 * DAY_MS), id: id("evt", 50_000) };
  const reads: [string, () => Promise<unknown>][] = [
    ["the first page", () => listAuditEvents(callerOf(ada), acme.id, ALL, null)],
    ["a page in the middle", () => listAuditEvents(callerOf(ada), acme.id, ALL, middle)],
    ["one person", () => listAuditEvents(callerOf(ada), acme.id, { ...ALL, actor: id("usr", 7) }, null)],
    [
      "somebody who did one thing",
      () => listAuditEvents(callerOf(ada), acme.id, { ...ALL, actor: id("usr", 41) }, null),
    ],
    ["an actor without events", () => listAuditEvents(callerOf(ada), acme.id, { ...ALL, actor: "system" }, null)],
    ["a rare group", () => listAuditEvents(callerOf(ada), acme.id, { ...ALL, group: "policy" }, null)],
    [
      "a group with half of all events",
      () => listAuditEvents(callerOf(ada), acme.id, { ...ALL, group: "keys" }, middle),
    ],
    ["a group without events", () => listAuditEvents(callerOf(ada), acme.id, { ...ALL, group: "webhooks" }, null)],
    ["one target", () => listAuditEvents(callerOf(ada), acme.id, { ...ALL, target: id("key", 3) }, null)],
    [
      "a day long ago",
      () => listAuditEvents(callerOf(ada), acme.id, { ...ALL, from: "2026-01-05", to: "2026-01-05" }, null),
    ],
    ["all actors", () => listAuditActors(callerOf(ada), acme.id)],
  ];
  for (const [what, read] of reads) {
    const pages = await blocksOf(read);
    expect(pages.length, what).toBeGreaterThan(0);
    for (const { sql, blocks, scansAll } of pages) {
      expect(scansAll, `${what}: ${sql}`).toBe(false);
      expect(blocks, `${what}: ${sql}`).toBeLessThan(MAX_BLOCKS);
    }
  }
});

type Query = { text: string; values: unknown[] };

/** Returns how many blocks of 8 KiB each query of `read` about the log reads. */
async function blocksOf(read: () => Promise<unknown>) {
  const query = vi.spyOn(pg.Client.prototype, "query");
  await read();
  const queries = query.mock.calls.map(([config]) => config as unknown as Query);
  query.mockRestore();
  const ofLog = queries.filter(({ text }) => text?.includes("SELECT") && text.includes("AuditEvent"));
  return Promise.all(
    ofLog.map(async ({ text, values }) => {
      const { rows } = await pool().query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}`, values);
      const plan = JSON.stringify(rows[0]["QUERY PLAN"]);
      const { "Shared Hit Blocks": hit, "Shared Read Blocks": fromDisk } = rows[0]["QUERY PLAN"][0].Plan;
      return { sql: text, blocks: hit + fromDisk, scansAll: /"Seq Scan"[^{}]*"Relation Name":"AuditEvent"/.test(plan) };
    }),
  );
}
