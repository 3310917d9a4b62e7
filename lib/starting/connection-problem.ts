import { awayReason } from "#lib/db/database-away";

/** Why a connection to PostgreSQL failed, and what its operator can do. */
export type ConnectionProblem = {
  /** The end of a sentence that begins with "because". */
  because: string;
  /** What to do, as a whole sentence. */
  advice: string;
  /** Whether it may pass without anybody doing anything about the settings. */
  mayPass: boolean;
};

/** What `DATABASE_URL` names. It has no password. */
export type Target = { host: string; port: number; user: string; database: string };

const START = "Start it, or correct DATABASE_URL.";

/** Explains an error of a connection to PostgreSQL. */
export function connectionProblem(error: unknown, { host, user, database }: Target): ConnectionProblem {
  const { code = "", message = "" } = error as { code?: string; message?: string };
  const now = (because: string, advice: string) => ({ because, advice, mayPass: false });
  const later = (because: string, advice = START) => ({ because, advice, mayPass: true });
  switch (code) {
    case "ECONNREFUSED":
      return later("nothing listens there");
    case "ENOENT":
      return later(`there is no socket of PostgreSQL in ${host}`);
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return later(`the name ${host} is unknown`, "Correct the host in DATABASE_URL, or the names of this network.");
    case "28P01":
      return now(`it refuses the password of the user ${user}`, "Correct user and password in DATABASE_URL.");
    case "28000":
      return now(`it refuses the user ${user}`, "Make this role, allow it to log in, and look at pg_hba.conf.");
    case "3D000":
      return now(`it has no database ${database}`, "Make this database, or correct its name in DATABASE_URL.");
  }
  if (/^SASL: .*password must be/.test(message)) {
    return now("it asks for a password, and DATABASE_URL has none", "Add the password to DATABASE_URL.");
  }
  if (/does not support SSL/.test(message)) {
    return now("it offers no TLS, and DATABASE_URL asks for it", "Turn TLS on there, or remove it from DATABASE_URL.");
  }
  return (
    byReason(error) ?? now(`it answered: ${message || code || "nothing that can be read"}`, "Correct DATABASE_URL.")
  );
}

function byReason(error: unknown): ConnectionProblem | null {
  const passing = (because: string, advice: string) => ({ because, advice, mayPass: true });
  switch (awayReason(error)) {
    case "starting":
      return passing("it is starting, stopping or recovering", "Look at its log.");
    case "too_many_connections":
      return passing("it has no connection left", "Raise its limits of connections, or end some.");
    case "read_only":
      return passing("it takes no changes, like a standby", "Name the primary in DATABASE_URL, or let it take writes.");
    case "refused":
      return passing("it lets nobody in at the moment", "Look at its log, and at the settings of this database.");
    case "full":
    case "overloaded":
      return passing("it has no space or memory left", "Look at its log.");
    case "slow":
      return passing("it does not answer", `Look whether a firewall is between them. ${START}`);
    case "unreachable":
      return passing("it cannot be reached", START);
    case null:
      return null;
  }
}
