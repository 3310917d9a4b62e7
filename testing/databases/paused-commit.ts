import type { AuditAction } from "#lib/audit/actions";
import { db } from "#lib/db/client";
import { pool } from "#lib/db/pool";

/** The number of the advisory lock on which paused transactions wait. */
const GATE = 715_517;

/**
 * Makes every transaction that writes an audit event of one of these actions wait until `release` is called. Operations
 * write their event last, so such a transaction has done everything but its commit. Call it once for each database.
 */
export async function pauseTransactionsThatRecord(actions: readonly AuditAction[]): Promise<void> {
  const list = actions.map((action) => `'${action}'`).join(", ");
  await pool().query(`
    CREATE FUNCTION wait_at_gate() RETURNS TRIGGER LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM pg_advisory_xact_lock_shared(${GATE});
      RETURN NULL;
    END $$;
    CREATE TRIGGER wait_at_gate AFTER INSERT ON "AuditEvent"
      FOR EACH ROW WHEN (NEW.action IN (${list})) EXECUTE FUNCTION wait_at_gate()`);
}

/** Closes the gate for the paused transactions. @returns a function that opens it; it may be called twice */
export async function closeGate(): Promise<() => Promise<void>> {
  const { promise: isClosed, resolve: closed } = Promise.withResolvers<void>();
  const { promise: mayOpen, resolve: open } = Promise.withResolvers<void>();
  const holding = db().$transaction(
    async (transaction) => {
      await transaction.$queryRaw`SELECT pg_advisory_xact_lock(${GATE})::text`;
      closed();
      await mayOpen;
    },
    { timeout: 60_000 },
  );
  await Promise.race([isClosed, holding]);
  return async () => {
    open();
    await holding;
  };
}

/** Returns how many connections of this database wait at the gate, and how many wait for a row. */
export async function waitingConnections(): Promise<{ atGate: number; forRows: number }> {
  const { rows } = await pool().query(`
    SELECT count(*) FILTER (WHERE wait_event = 'advisory')::int AS "atGate",
           count(*) FILTER (WHERE wait_event IN ('transactionid', 'tuple'))::int AS "forRows"
      FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`);
  return rows[0];
}
