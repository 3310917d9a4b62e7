/**
 * Why a database cannot be used at the moment. `/api/ready` says it by these words.
 * - `unreachable`: nothing listens there, the name is unknown, or the connection was lost
 * - `starting`: it starts, stops or recovers
 * - `too_many_connections`: the server, the database or the role has no connection left
 * - `full`: its disk has no space left
 * - `read_only`: it takes no writes, for example because it is a standby
 * - `refused`: it does not let Latchkey in: password, role, database, TLS
 * - `slow`: it, or a free connection to it, did not answer in time
 * - `overloaded`: it has no memory left, or reached another limit of its own
 */
export type AwayReason = keyof typeof CODES;

/**
 * The one list of all ways in which a database can be away, by the codes of Node, PostgreSQL (SQLSTATE) and Prisma. The
 * reasons are looked for in this order, so the narrower ones come first.
 */
const CODES = {
  too_many_connections: /^(53300|P2037)$/,
  full: /^53100$/,
  overloaded: /^53\w{3}$/,
  read_only: /^25006$/,
  refused: /^(28\w{3}|3D000|57P04|P1000|P1003|P1010|P1011)$/,
  starting: /^57P0[123]$/,
  slow: /^(57\w{3}|25P0[234]|ETIMEDOUT|P1008|P2024|P2028)$/,
  unreachable:
    /^(ECONN(REFUSED|RESET|ABORTED)|EPIPE|ENOTFOUND|EAI_AGAIN|E(HOST|NET)(UNREACH|DOWN)|08\w{3}|P1001|P1002|P1017)$/,
} as const satisfies Record<string, RegExp>;

const REASONS = Object.keys(CODES) as AwayReason[];

/** What the driver and Prisma say without a code, or with one that has further meanings. */
const MESSAGES: [AwayReason, RegExp][] = [
  ["slow", /^(Query read timeout|timeout exceeded when trying to connect|timeout expired)/],
  ["slow", /^Connection terminated due to connection timeout/],
  ["unreachable", /^(Connection terminated|Client has encountered a connection error)/],
  ["refused", /^database ".*" is not currently accepting connections/],
  ["refused", /^The server does not support SSL connections/],
];

/** How far the causes of an error are followed. */
const DEPTH_MAX = 4;

/**
 * Tells why an error means that the database cannot be used, so that the same request may succeed later.
 * @returns null for every other error
 */
export function awayReason(error: unknown): AwayReason | null {
  return error instanceof Error ? reasonOf(error, 0) : null;
}

function reasonOf(error: unknown, depth: number): AwayReason | null {
  if (typeof error !== "object" || error === null || depth === DEPTH_MAX) return null;
  const { code, originalCode, message, originalMessage, syscall, meta, cause } = error as Failure;
  const codes = [code, originalCode].map(String);
  const byCode = REASONS.find((reason) => codes.some((one) => CODES[reason].test(one)));
  if (byCode) return byCode;
  // The socket of a server on this machine is a file. Other missing files say nothing of the database.
  if (code === "ENOENT" && syscall === "connect") return "unreachable";
  const messages = [message, originalMessage].map(String);
  const byMessage = MESSAGES.find(([, pattern]) => messages.some((one) => pattern.test(one)));
  return byMessage?.[0] ?? reasonOf(meta?.driverAdapterError, depth + 1) ?? reasonOf(cause, depth + 1);
}

/** Says whether an error means that the database is away or too busy, so the same request may succeed later. */
export function isDatabaseAway(error: unknown): boolean {
  return awayReason(error) !== null;
}

/** What errors of Node, PostgreSQL and Prisma have in common. Prisma keeps PostgreSQL's error in `meta`. */
type Failure = {
  code?: unknown;
  originalCode?: unknown;
  message?: unknown;
  originalMessage?: unknown;
  syscall?: unknown;
  meta?: { driverAdapterError?: unknown };
  cause?: unknown;
};
