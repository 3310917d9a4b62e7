import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { EMBEDDED_ROLE, environmentOfServer, processOf } from "#lib/db/embedded/embedded";
import { asOrdinaryUser, embeddedBinaries } from "#lib/db/embedded/embedded-binaries";
import { SettingsError } from "#lib/env";
import { databaseFolder } from "#lib/secrets/data-files";

/**
 * Gives the embedded database a new password, without the old one. Whoever may write to its folder may do this:
 * PostgreSQL's single-user mode asks for no password. The server must not run; PostgreSQL's own lock on the folder makes
 * sure of it.
 * @throws SettingsError when the server runs, or PostgreSQL refuses
 */
export async function setEmbeddedPassword(dataDir: string, password: string): Promise<void> {
  const folder = databaseFolder(dataDir);
  const found = await processOf(folder);
  if (found?.isServer) {
    throw new SettingsError(
      `The database in ${folder} is running: stop Latchkey first, or, if none runs, the process ${found.pid} ` +
        `(\`kill -INT ${found.pid}\`).`,
    );
  }
  const { postgres } = await embeddedBinaries();
  const child = spawn(...asOrdinaryUser(postgres, ["--single", "-D", folder, "postgres"]), {
    stdio: ["pipe", "ignore", "pipe"],
    env: environmentOfServer(found?.pid),
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  // It may end before it reads anything. Its exit code and its words tell that.
  child.stdin.on("error", () => {});
  child.stdin.end(`ALTER ROLE ${EMBEDDED_ROLE} PASSWORD '${password.replaceAll("'", "''")}'\n`);
  const [said, code] = await Promise.all([text(child.stderr), ended]);
  // A statement that fails does not change the exit code.
  const problem = said.split("\n").find((line) => /\b(ERROR|FATAL|PANIC): /.test(line));
  if (code === 0 && !problem) return;
  throw new SettingsError(
    `PostgreSQL did not take a new password in ${folder}: ${problem ?? `it ended with the exit code ${code}`}`,
  );
}
