import { describe, expect, test } from "vitest";
import { type AuditEntry, recordAudit, recordAuditEvents } from "#lib/audit/record";
import type { AuditFilters } from "#lib/audit-log/dto";
import { exportAuditLog } from "#lib/audit-log/export";
import { auditTargetName, listAuditActors, listAuditEvents } from "#lib/audit-log/queries";
import { type AuditFormat, auditCursorSchema } from "#lib/audit-log/schema";
import { addDays, SECOND_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { newId } from "#lib/ids";
import { stillRateLimits } from "#testing/machine/still-rate-limits";
import { callerOf, NOW, type TestUser } from "#testing/people/factories";
import { makeSession } from "#testing/people/sessions";
import { useWorkspace } from "#testing/people/use-workspace";

stillRateLimits();
const world = useWorkspace({ acme: { ada: "owner", grace: "admin" }, labs: { grace: "owner" } });

const ALL: AuditFilters = { actor: null, group: null, target: null, from: null, to: null };
const KEY = newId("key");

/** Records an event in Acme. */
function recordEvent(by: TestUser, changes: Partial<AuditEntry> = {}, at = NOW): Promise<void> {
  const target = { type: "key", id: KEY, name: "Laptop" } as const;
  const entry: AuditEntry = { action: "key.created", workspaceId: world.acme.id, target, ...changes };
  return recordAudit(db(), callerOf(by, at), entry);
}

async function list(filters: Partial<AuditFilters> = {}, cursor: string | null = null) {
  const position = auditCursorSchema.parse(cursor);
  return listAuditEvents(world.callers.ada, world.acme.slug, { ...ALL, ...filters }, position);
}

const summaries = async (filters: Partial<AuditFilters> = {}) =>
  (await list(filters)).events.map(({ summary }) => summary);

async function linesOf(format: AuditFormat, filters: Partial<AuditFilters> = {}): Promise<string[]> {
  const lines: string[] = [];
  const file = await exportAuditLog(world.callers.ada, world.acme.slug, { ...ALL, ...filters }, format);
  for await (const line of file.lines) lines.push(line);
  return lines;
}

test("shows the actor, the action, the time, the address and the changes of an event", async () => {
  const target = { type: "member", id: world.grace.id } as const;
  await recordEvent(world.ada, {
    action: "member.role_changed",
    target,
    before: { role: "admin" },
    after: { role: "member" },
  });
  expect((await list()).events).toMatchObject([
    {
      at: NOW,
      actor: { kind: "user", id: world.ada.id, name: "Ada" },
      summary: "Changed the role of “Grace” from Admin to Member",
      target: { type: "member", name: "Grace" },
      address: "127.0.0.1",
      changes: [{ field: "Role", before: "Admin", after: "Member" }],
    },
  ]);
});

test("shows no event of another workspace, and no event without a workspace", async () => {
  await recordEvent(world.grace, { workspaceId: world.labs.id });
  await recordEvent(world.grace, { workspaceId: null });
  expect((await list()).events).toEqual([]);
  expect(await list({ target: KEY })).toEqual({ events: [], nextCursor: null });
  expect(await linesOf("jsonl", { target: KEY })).toEqual([]);
  expect(await listAuditActors(world.callers.ada, world.acme.slug)).toEqual([
    // Ada made the export above.
    { value: world.ada.id, name: "Ada" },
  ]);
  expect(await auditTargetName(world.callers.ada, world.acme.slug, KEY)).toBeNull();
});

test("neither repeats nor skips an event between pages, also when events have the same time", async () => {
  for (let number = 0; number < 120; number += 1) {
    await recordEvent(world.ada, {}, new Date(NOW.getTime() - Math.floor(number / 40) * SECOND_MS));
  }
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await list({}, cursor);
    ids.push(...page.events.map(({ id }) => id));
    cursor = page.nextCursor;
    // A new event comes first, so it does not move the pages that follow.
    await recordEvent(world.ada, {}, addDays(NOW, 1));
  } while (cursor);
  expect(ids).toHaveLength(120);
  expect(new Set(ids).size).toBe(120);
});

describe("filters", () => {
  test("select the events of a person, or of the system", async () => {
    await recordEvent(world.ada);
    await recordEvent(world.grace, { action: "key.revoked" });
    const system = { kind: "system", id: null, at: NOW, address: null } as const;
    const target = { type: "key", id: KEY, name: "Laptop" } as const;
    await recordAuditEvents(db(), system, [{ action: "key.expiring", workspaceId: world.acme.id, target }]);
    expect(await summaries({ actor: world.grace.id })).toEqual(["Revoked the key “Laptop”"]);
    expect(await summaries({ actor: "system" })).toEqual(["Reminded that the key “Laptop” expires soon"]);
    expect(await listAuditActors(world.callers.ada, world.acme.slug)).toEqual([
      { value: world.ada.id, name: "Ada" },
      { value: world.grace.id, name: "Grace" },
      { value: "system", name: "Latchkey" },
    ]);
  });

  test("select the events of a group, or of one target", async () => {
    await recordEvent(world.ada);
    const target = { type: "upstream", id: newId("ups"), name: "Notes" } as const;
    await recordEvent(world.ada, { action: "upstream.created", target });
    expect(await summaries({ group: "servers" })).toEqual(["Connected the MCP server “Notes”"]);
    expect(await summaries({ target: target.id })).toEqual(["Connected the MCP server “Notes”"]);
    expect(await summaries({ group: "keys", target: target.id })).toEqual([]);
    expect(await auditTargetName(world.callers.ada, world.acme.slug, target.id)).toBe("Notes");
  });

  test("select the events of whole days in UTC", async () => {
    const days = [
      "2026-11-19T23:59:59.999Z",
      "2026-11-20T00:00:00.000Z",
      "2026-11-20T23:59:59.999Z",
      "2026-11-21T00:00Z",
    ];
    for (const day of days) await recordEvent(world.ada, {}, new Date(day));
    const times = async (from: string | null, to: string | null) => (await list({ from, to })).events.length;
    expect(await times("2026-11-20", "2026-11-20")).toBe(2);
    expect(await times("2026-11-20", null)).toBe(3);
    expect(await times(null, "2026-11-20")).toBe(3);
    expect(await times("2026-11-21", "2026-11-20")).toBe(0);
  });
});

describe("an export", () => {
  test("contains every matching event in both formats, also when there are more than a batch", async () => {
    await db().auditEvent.createMany({
      data: Array.from({ length: 1_234 }, (_, number) => ({
        id: newId("evt"),
        at: new Date(NOW.getTime() - (number % 3) * SECOND_MS),
        workspaceId: world.acme.id,
        actorId: world.ada.id,
        action: "key.created",
        targetType: "key",
        targetId: KEY,
        details: {},
      })),
    });
    const json = (await linesOf("jsonl", { group: "keys" })).map((line) => JSON.parse(line));
    expect(new Set(json.map(({ id }) => id)).size).toBe(1_234);
    expect(json[0]).toMatchObject({
      actor: { kind: "user", name: "Ada" },
      action: "key.created",
      summary: "Created a key without a name",
    });
    const csv = await linesOf("csv", { group: "keys" });
    expect(csv).toHaveLength(1_235);
    expect(csv[0]).toMatch(/^"id","at",/);
  });

  test("is recorded in the audit log itself, with its format", async () => {
    await linesOf("csv", { group: "keys", from: "2026-11-20" });
    expect((await list()).events).toMatchObject([
      { action: "audit.exported", summary: "Exported the audit log as CSV", actor: { name: "Ada" } },
    ]);
  });

  test("contains no formula that a spreadsheet would run", async () => {
    const formula = '=HYPERLINK("http://example.com","x")';
    await recordEvent(world.ada, { target: { type: "key", id: KEY, name: formula } });
    const [, line = ""] = await linesOf("csv", { group: "keys" });
    expect(line).toContain(`"'=HYPERLINK(`);
  });

  test.each<[string, string, (userId: string) => Promise<unknown>]>([
    [
      "its reader is no longer an admin",
      "FORBIDDEN",
      (userId) => db().membership.updateMany({ where: { userId }, data: { role: "member" } }),
    ],
    ["their session has ended", "UNAUTHENTICATED", (userId) => db().session.deleteMany({ where: { userId } })],
  ])("ends when %s", async (_what, code, lose) => {
    await db().auditEvent.createMany({
      data: Array.from({ length: 600 }, () => ({
        id: newId("evt"),
        at: NOW,
        workspaceId: world.acme.id,
        action: "key.created",
        targetType: "key",
        targetId: KEY,
        details: {},
      })),
    });
    const { caller } = await makeSession(world.grace);
    const file = await exportAuditLog(caller, world.acme.slug, ALL, "jsonl");
    await file.lines.next();
    await lose(world.grace.id);
    const rest = async () => {
      for await (const _ of file.lines);
    };
    await expect(rest()).rejects.toMatchObject({ code });
  });

  test("can be started 20 times in 10 minutes by a person", async () => {
    for (let started = 1; started <= 20; started += 1)
      await exportAuditLog(world.callers.ada, world.acme.slug, ALL, "csv");
    const next = exportAuditLog(world.callers.ada, world.acme.slug, ALL, "csv");
    await expect(next).rejects.toMatchObject({ code: "RATE_LIMITED" });
    expect(await db().auditEvent.count({ where: { action: "audit.exported" } })).toBe(20);
  });
});
