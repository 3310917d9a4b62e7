import type { AuditActor } from "#lib/audit/record";
import { MINUTE_MS } from "#lib/clock";
import { db, type Transaction } from "#lib/db/client";
import { newId } from "#lib/ids";
import type { Scope } from "#lib/keys/access/scopes";
import { recordKeyEvents } from "#lib/keys/events/key-events";
import { type BadLine, type LegacyToken, readLegacyLine } from "#lib/keys/legacy/line";
import type { TokenEnds } from "#lib/secrets/token-mask";

/** Lines that are written together. */
const BATCH = 500;
/** The whole file is one transaction, which may take this long. */
const TIMEOUT_MS = 30 * MINUTE_MS;

/** Shown in place of the ends of a legacy token. Only its hash is known. */
const LEGACY_TOKEN_ENDS: TokenEnds = { tokenStart: "Legacy token", tokenEnd: "" };

type ImportOptions = {
  /** Whether the good lines are imported although other lines are bad. */
  skipBad: boolean;
  scopes: Scope[];
  now: Date;
  onBad: (bad: BadLine) => void;
};

/** `known` counts tokens that were imported before. They stay as they are, also when they are revoked. */
export type ImportOutcome = { imported: number; known: number; bad: number };

class RolledBack extends Error {
  override name = "RolledBack";
}

/**
 * Imports the tokens of another system: each line becomes a legacy key that never expires and reaches all workspaces of
 * its owner. Without `skipBad`, one bad line is enough to import nothing. Every bad line is reported to `onBad`.
 */
export async function importLegacyTokens(lines: AsyncIterable<string>, options: ImportOptions): Promise<ImportOutcome> {
  const outcome: ImportOutcome = { imported: 0, known: 0, bad: 0 };
  const onBad = (bad: BadLine) => {
    outcome.bad += 1;
    options.onBad(bad);
  };
  try {
    await db().$transaction(
      async (tx) => {
        for await (const batch of batches(lines, onBad)) {
          const { imported, known } = await importBatch(tx, batch, { ...options, onBad });
          outcome.imported += imported;
          outcome.known += known;
        }
        if (outcome.bad > 0 && !options.skipBad) throw new RolledBack();
      },
      { timeout: TIMEOUT_MS },
    );
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error;
    outcome.imported = 0;
  }
  return outcome;
}

async function* batches(lines: AsyncIterable<string>, onBad: (bad: BadLine) => void): AsyncGenerator<LegacyToken[]> {
  let batch: LegacyToken[] = [];
  let number = 0;
  for await (const text of lines) {
    number += 1;
    const read = readLegacyLine(text, number);
    if (read === null) continue;
    if ("problem" in read) onBad(read);
    else batch.push(read);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

type Owner = { id: string; email: string; memberships: { workspaceId: string }[] };

async function importBatch(tx: Transaction, batch: LegacyToken[], { scopes, now, onBad }: ImportOptions) {
  const owners = await lockOwners(tx, batch);
  const holders = await holdersOf(tx, batch);
  const made: { id: string; owner: Owner; token: LegacyToken }[] = [];
  let known = 0;
  for (const token of batch) {
    const owner = owners.get(token.email);
    const holder = holders.get(token.tokenHash);
    if (!owner) onBad({ line: token.line, problem: "Nobody has an account with this email address." });
    else if (holder === undefined) {
      made.push({ id: newId("key"), owner, token });
      holders.set(token.tokenHash, owner.id);
    } else if (holder === owner.id) known += 1;
    else onBad({ line: token.line, problem: "This token belongs to another person, or is a key of Latchkey's own." });
  }
  await tx.key.createMany({
    data: made.map(({ id, owner, token: { name, tokenHash } }) => ({
      id,
      familyId: id,
      userId: owner.id,
      name,
      tokenHash,
      ...LEGACY_TOKEN_ENDS,
      scopes,
      isLegacy: true,
      createdAt: now,
      updatedAt: now,
    })),
  });
  const links = made.flatMap(({ id: keyId, owner }) =>
    workspaceIdsOf(owner).map((workspaceId) => ({ keyId, workspaceId })),
  );
  await tx.keyWorkspace.createMany({ data: links });
  await record(tx, made, scopes, now);
  return { imported: made.length, known };
}

/**
 * Locks the owners and reads them. If one of them joins a workspace at the same time, that happens either before this
 * read, or after the import; then the trigger that extends legacy keys sees the new keys.
 */
async function lockOwners(tx: Transaction, batch: LegacyToken[]): Promise<Map<string, Owner>> {
  const emails = [...new Set(batch.map((one) => one.email))];
  await tx.$queryRaw`SELECT id FROM "User" WHERE email = ANY(${emails}) ORDER BY id FOR UPDATE`;
  const owners = await tx.user.findMany({
    where: { email: { in: emails } },
    select: { id: true, email: true, memberships: { select: { workspaceId: true } } },
  });
  return new Map(owners.map((owner) => [owner.email, owner]));
}

/** The owner of each token that is known already, by hash; the empty text for a key that is no legacy token. */
async function holdersOf(tx: Transaction, batch: LegacyToken[]): Promise<Map<string, string>> {
  const keys = await tx.key.findMany({
    where: { tokenHash: { in: batch.map((one) => one.tokenHash) } },
    select: { tokenHash: true, userId: true, isLegacy: true },
  });
  return new Map(keys.map((key) => [key.tokenHash ?? "", key.isLegacy ? (key.userId ?? "") : ""]));
}

async function record(
  tx: Transaction,
  made: { id: string; owner: Owner; token: LegacyToken }[],
  scopes: Scope[],
  now: Date,
): Promise<void> {
  const actor: AuditActor = { kind: "operator", id: null, at: now, address: null };
  const events = made.map(({ id, owner, token: { name } }) => ({
    action: "key.imported" as const,
    key: { id, name, userId: owner.id },
    workspaceIds: workspaceIdsOf(owner),
    after: { name, scopes },
  }));
  await recordKeyEvents(tx, actor, events);
}

function workspaceIdsOf(owner: Owner): string[] {
  return owner.memberships.map((one) => one.workspaceId);
}
