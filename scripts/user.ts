import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { z } from "zod";
import { disableUser, enableUser, resetPassword } from "#lib/auth/accounts/administration";
import { newPasswordSchema } from "#lib/auth/schema";
import { systemClock } from "#lib/clock";
import { db } from "#lib/db/client";
import { env, provideEnv } from "#lib/env";
import { isAppError } from "#lib/errors";
import { parseInput } from "#lib/form";
import { databaseUrl } from "#scripts/database";

const USAGE = `For the operator of the server:
  npm run user -- disable EMAIL          ends the account's sessions and stops its keys
  npm run user -- enable EMAIL           lets it sign in again; its keys work again
  npm run user -- reset-password EMAIL   asks for a new password and ends its sessions`;

/** Reads a password from the terminal or a pipe, since an argument would stay in the history of the shell. */
async function askForPassword(): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const password = await terminal.question("New password: ");
  terminal.close();
  return parseInput(z.object({ password: newPasswordSchema }), { password }).password;
}

async function run(command: string, email: string): Promise<string> {
  const now = systemClock.now();
  if (command === "disable") return disableUser(email, now).then(() => `${email} is disabled.`);
  if (command === "enable") return enableUser(email, now).then(() => `${email} is enabled.`);
  if (command !== "reset-password") return USAGE;
  await resetPassword(email, await askForPassword(), now);
  return `${email} has a new password.`;
}

const { positionals } = parseArgs({ allowPositionals: true });
const [command, email] = positionals;
if (!command || !email) {
  console.log(USAGE);
  process.exit(command ? 1 : 0);
}

await using database = await databaseUrl();
provideEnv({ ...env(), DATABASE_URL: database.url });
try {
  console.log(await run(command, email));
} catch (error) {
  if (!isAppError(error)) throw error;
  console.error(Object.values(error.fields)[0] ?? error.message);
  process.exitCode = 1;
}
await db().$disconnect();
