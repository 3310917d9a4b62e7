/** The error codes of Node, PostgreSQL (SQLSTATE classes 08, 53 and 57) and Prisma for a database that is away or too busy. */
const AWAY = /^(ECONN(REFUSED|RESET)|ENOENT|ETIMEDOUT|EPIPE|(08|53|57)\w{3}|P1001|P1002|P1008|P1017|P2024|P2028)$/;

/** The errors of the driver without a code: a query, or a connection, took too long. */
const AWAY_MESSAGE = /^(Query read timeout|Connection terminated|timeout exceeded when trying to connect)/;

/** Says whether an error means that the database is away or too busy, so the same request may succeed later. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return AWAY_MESSAGE.test(error.message) || codesOf(error as Coded).some((code) => AWAY.test(String(code)));
}

/** Prisma puts a code of PostgreSQL that it has no own code for into the cause of the error. */
type Coded = { code?: unknown; meta?: { driverAdapterError?: { cause?: { originalCode?: unknown } } } };

function codesOf({ code, meta }: Coded): unknown[] {
  return [code, meta?.driverAdapterError?.cause?.originalCode];
}
