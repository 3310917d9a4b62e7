import { type Repeating, repeat } from "#lib/background/repeating";
import { addDays, type Clock, MINUTE_MS, SECOND_MS } from "#lib/clock";
import { db, type Transaction } from "#lib/db/client";
import { newId } from "#lib/ids";
import { recordKeyEvents } from "#lib/keys/events/key-events";
import { type Concerned, concernedBy } from "#lib/notices/concerned";
import { dueReminder, EARLIEST_REMINDER_DAYS, type RemindableKey, type Reminder } from "#lib/notices/reminder";

const LOOK_EVERY_MS = 5 * MINUTE_MS;
const FIRST_LOOK_AFTER_MS = 4 * SECOND_MS;
/** Keys of one transaction. */
const PAGE = 500;
/** Any number that no other part of the program locks. */
const REMINDERS_LOCK = 7_201_022;

type ExpiringKey = RemindableKey & Concerned & { name: string | null; expiresAt: Date };
type Due = { key: ExpiringKey; reminder: Reminder };
type Cursor = { expiresAt: Date; id: string };

/** Reminds of keys that expire soon, for as long as the process runs. Any number of processes may do so on one database. */
export function startReminders(clock: Clock): Repeating {
  return repeat({
    failure: "Reminders of keys that expire could not be made.",
    everyMs: LOOK_EVERY_MS,
    firstAfterMs: FIRST_LOOK_AFTER_MS,
    work: () => remind(clock.now()),
  });
}

/**
 * Makes the notices that are due at `now`, each once, and tells each workspace once with an audit event.
 * While another replica is at it, nothing.
 * @returns how many keys were reminded of
 */
export async function remind(now: Date): Promise<number> {
  let reminded = 0;
  let cursor: Cursor | null = { expiresAt: now, id: "" };
  while (cursor) {
    const from: Cursor = cursor;
    const page = await db().$transaction((tx) => remindOfPage(tx, from, now));
    reminded += page.reminded;
    cursor = page.next;
  }
  return reminded;
}

async function remindOfPage(
  tx: Transaction,
  from: Cursor,
  now: Date,
): Promise<{ reminded: number; next: Cursor | null }> {
  if (!(await isOurTurn(tx))) return { reminded: 0, next: null };
  const keys = await readExpiring(tx, from, now);
  const due = keys.flatMap((key) => {
    const reminder = dueReminder(key, now);
    return reminder ? [{ key, reminder }] : [];
  });
  const last = keys.length === PAGE ? keys.at(-1) : undefined;
  return { reminded: await makeNotices(tx, due, now), next: last ?? null };
}

/** What another process has made before is seen by each query after this one: nobody is reminded twice. */
async function isOurTurn(tx: Transaction): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ ours: boolean }[]>`SELECT pg_try_advisory_xact_lock(${REMINDERS_LOCK}) AS ours`;
  return row?.ours ?? false;
}

function readExpiring(tx: Transaction, from: Cursor, now: Date): Promise<ExpiringKey[]> {
  return tx.$queryRaw<ExpiringKey[]>`
    SELECT k.id, k.name, k."userId", k."serviceWorkspaceId", k."createdAt", k."expiresAt", k."revokedAt",
           EXISTS (SELECT FROM "Key" later WHERE later."rotatedFromId" = k.id) AS "isReplaced"
      FROM "Key" k
     WHERE (k."expiresAt", k.id) > (${from.expiresAt}, ${from.id})
       AND k."expiresAt" <= ${addDays(now, EARLIEST_REMINDER_DAYS)}
       AND k."revokedAt" IS NULL
     ORDER BY k."expiresAt", k.id LIMIT ${PAGE}`;
}

/** Those who were told before are not told again, and a key that somebody was told of before makes no further event. */
async function makeNotices(tx: Transaction, due: readonly Due[], now: Date): Promise<number> {
  const fresh = await withoutKnown(tx, due);
  if (fresh.length === 0) return 0;
  const { peopleOf, workspacesOf } = await concernedBy(
    tx,
    fresh.map(({ key }) => key),
  );
  const told = fresh.filter(({ key }) => peopleOf(key).length > 0);
  await tx.notice.createMany({
    data: told.flatMap(({ key, reminder }) =>
      peopleOf(key).map((userId) => ({ id: newId("ntc"), userId, kind: reminder.kind, keyId: key.id, at: now })),
    ),
    skipDuplicates: true,
  });
  await recordKeyEvents(
    tx,
    { kind: "system", id: null, at: now, address: null },
    told.map(({ key, reminder }) => ({
      action: "key.expiring",
      key,
      workspaceIds: workspacesOf(key),
      details: { daysLeft: reminder.days, expiresAt: key.expiresAt.toISOString() },
    })),
  );
  return told.length;
}

async function withoutKnown(tx: Transaction, due: readonly Due[]): Promise<Due[]> {
  if (due.length === 0) return [];
  const known = await tx.notice.findMany({
    where: { keyId: { in: due.map(({ key }) => key.id) } },
    select: { keyId: true, kind: true },
  });
  const names = new Set(known.map(({ keyId, kind }) => `${keyId} ${kind}`));
  return due.filter(({ key, reminder }) => !names.has(`${key.id} ${reminder.kind}`));
}
