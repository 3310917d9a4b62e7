import { hash } from "node:crypto";
import { pool } from "#lib/db/pool";
import { type RefusalReason, ROWS_PER_KEY } from "#lib/keys/refusals/dto";

/** Equal refused requests that carried the token of one key. */
export type RefusalSum = {
  keyId: string;
  workspaceId: string | null;
  reason: RefusalReason;
  client: string | null;
  address: string | null;
  count: number;
  firstAt: Date;
  lastAt: Date;
};

/** PostgreSQL's INTEGER ends here. */
const COUNT_MAX = 2_147_483_647;

/**
 * Adds sums of refusals to those that are stored, and keeps the latest of each key. Keys and workspaces that are gone are
 * left out.
 */
export async function writeRefusals(sums: readonly { identity: string; sum: RefusalSum }[]): Promise<void> {
  // All processes lock the rows in the same order, so none waits for another in a circle.
  const rows = sums
    .map(({ identity, sum }) => ({ id: hash("sha256", identity, "base64url"), ...sum }))
    .sort((one, other) => (one.id < other.id ? -1 : 1));
  await pool().query({
    name: "write-key-refusals",
    text: `
      INSERT INTO "KeyRefusal"
        ("id", "keyId", "workspaceId", "reason", "client", "address", "count", "firstAt", "lastAt")
      SELECT sum.* FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[],
                               $8::timestamptz[], $9::timestamptz[])
           AS sum(id, key, workspace, reason, client, address, count, "first", "last")
       WHERE EXISTS (SELECT FROM "Key" WHERE "id" = sum.key)
         AND (sum.workspace IS NULL OR EXISTS (SELECT FROM "Workspace" WHERE "id" = sum.workspace))
      ON CONFLICT ("id") DO UPDATE
         SET "count" = least("KeyRefusal"."count"::bigint + EXCLUDED."count", ${COUNT_MAX}),
             "firstAt" = least("KeyRefusal"."firstAt", EXCLUDED."firstAt"),
             "lastAt" = greatest("KeyRefusal"."lastAt", EXCLUDED."lastAt")`,
    values: [
      rows.map((row) => row.id),
      rows.map((row) => row.keyId),
      rows.map((row) => row.workspaceId),
      rows.map((row) => row.reason),
      rows.map((row) => row.client),
      rows.map((row) => row.address),
      rows.map((row) => Math.min(row.count, COUNT_MAX)),
      rows.map((row) => row.firstAt),
      rows.map((row) => row.lastAt),
    ],
  });
  await pool().query({
    name: "delete-earlier-key-refusals",
    text: `
      DELETE FROM "KeyRefusal" WHERE "id" IN (
        SELECT "id" FROM (
          SELECT "id", row_number() OVER (PARTITION BY "keyId" ORDER BY "lastAt" DESC, "id") AS place
            FROM "KeyRefusal" WHERE "keyId" = ANY($1::text[])) ranked
         WHERE place > ${ROWS_PER_KEY})`,
    values: [[...new Set(rows.map((row) => row.keyId))]],
  });
}
