import { type Repeating, repeat } from "#lib/background/repeating";
import { addDays, type Clock, MINUTE_MS, SECOND_MS } from "#lib/clock";
import { db, type Transaction } from "#lib/db/client";
import { newId } from "#lib/ids";
import { recordKeyEvents } from "#lib/keys/events/key-events";
import { findConcerned, type OwnedKey } from "#lib/notices/concerned";
import { dueReminder, EARLIEST_REMINDER_DAYS, type RemindableKey, type Reminder } from "#lib/notices/reminder";

const CHECK_EVERY_MS = 5 * MINUTE_MS;
const FIRST_CHECK_AFTER_MS = 4 * SECOND_MS;
/** How many keys one transaction handles. */
const BATCH_SIZE = 500;
/** The id of the advisory lock. No other part of Latchkey uses this number. */
const REMINDERS_LOCK = 7_201_022;

type ExpiringKey = RemindableKey & OwnedKey & { name: string | null; expiresAt: Date };
type Due = { key: ExpiringKey; reminder: Reminder };
type Cursor = { expiresAt: Date; id: string };

/**
 * Makes reminders of keys that expire soon, for as long as the process runs. Several processes may do this on one
 * database.
 */
export function startReminders(clock: Clock): Repeating {
  return repeat({
    failure: "Reminders of keys that expire could not be made.",
    everyMs: CHECK_EVERY_MS,
    firstAfterMs: FIRST_CHECK_AFTER_MS,
    work: () => makeDueReminders(clock.now()),
  });
}

/**
 * Makes the reminders that are due at `now`. Each person gets each reminder once, and each workspace gets one audit
 * event. While another replica makes reminders, this makes none.
 * @returns for how many keys it made reminders
 */
export async function makeDueReminders(now: Date): Promise<number> {
  let reminded = 0;
  let cursor: Cursor | null = { expiresAt: now, id: "" };
  while (cursor) {
    const from: Cursor = cursor;
    const batch = await db().$transaction((tx) => remindOfBatch(tx, from, now));
    reminded += batch.reminded;
    cursor = batch.next;
  }
  return reminded;
}

async function remindOfBatch(
  tx: Transaction,
  from: Cursor,
  now: Date,
): Promise<{ reminded: number; next: Cursor | null }> {
  if (!(await tryLock(tx))) return { reminded: 0, next: null };
  const keys = await readExpiring(tx, from, now);
  const due = keys.flatMap((key) => {
    const reminder = dueReminder(key, now);
    return reminder ? [{ key, reminder }] : [];
  });
  const last = keys.length === BATCH_SIZE ? keys.at(-1) : undefined;
  return { reminded: await makeNotices(tx, due, now), next: last ?? null };
}

/**
 * Tries to get the lock until the end of the transaction. Every query after it sees the reminders that another process
 * made before, so nobody is reminded twice.
 */
async function tryLock(tx: Transaction): Promise<boolean> {
  type Row = { isLocked: boolean };
  const [row] = await tx.$queryRaw<Row[]>`SELECT pg_try_advisory_xact_lock(${REMINDERS_LOCK}) AS "isLocked"`;
  return row?.isLocked ?? false;
}

function readExpiring(tx: Transaction, from: Cursor, now: Date): Promise<ExpiringKey[]> {
  return tx.$queryRaw<ExpiringKey[]>`
    SELECT k.id, k.name, k."userId", k."serviceWorkspaceId", k."createdAt", k."expiresAt", k."revokedAt",
           EXISTS (SELECT FROM "Key" later WHERE later."rotatedFromId" = k.id) AS "isReplaced"
      FROM "Key" k
     WHERE (k."expiresAt", k.id) > (${from.expiresAt}, ${from.id})
       AND k."expiresAt" <= ${addDays(now, EARLIEST_REMINDER_DAYS)}
       AND k."revokedAt" IS NULL
     ORDER BY k."expiresAt", k.id LIMIT ${BATCH_SIZE}`;
}

/** Makes the notices and the audit events. A key that has this reminder already is left out. */
async function makeNotices(tx: Transaction, due: readonly Due[], now: Date): Promise<number> {
  const fresh = await skipExistingReminders(tx, due);
  if (fresh.length === 0) return 0;
  const { peopleOf, workspacesOf } = await findConcerned(
    tx,
    fresh.map(({ key }) => key),
  );
  const reminded = fresh.filter(({ key }) => peopleOf(key).length > 0);
  await tx.notice.createMany({
    data: reminded.flatMap(({ key, reminder }) =>
      peopleOf(key).map((userId) => ({ id: newId("ntc"), userId, kind: reminder.kind, keyId: key.id, at: now })),
    ),
    skipDuplicates: true,
  });
  await recordKeyEvents(
    tx,
    { kind: "system", id: null, at: now, address: null },
    reminded.map(({ key, reminder }) => ({
      action: "key.expiring",
      key,
      workspaceIds: workspacesOf(key),
      details: { daysLeft: reminder.days, expiresAt: key.expiresAt.toISOString() },
    })),
  );
  return reminded.length;
}

async function skipExistingReminders(tx: Transaction, due: readonly Due[]): Promise<Due[]> {
  if (due.length === 0) return [];
  const existing = await tx.notice.findMany({
    where: { keyId: { in: due.map(({ key }) => key.id) } },
    select: { keyId: true, kind: true },
  });
  const names = new Set(existing.map(({ keyId, kind }) => `${keyId} ${kind}`));
  return due.filter(({ key, reminder }) => !names.has(`${key.id} ${reminder.kind}`));
}
