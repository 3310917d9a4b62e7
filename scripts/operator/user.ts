import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { z } from "zod";
import { resetPasswordAndCredentials } from "#lib/api-tokens/change-password";
import { disableUser, enableUser } from "#lib/auth/accounts/administration";
import { newPasswordSchema } from "#lib/auth/schema";
import { db } from "#lib/db/client";
import { env, provideEnv } from "#lib/env";
import { isAppError } from "#lib/errors";
import { parseInput } from "#lib/form";
import { databaseClock } from "#lib/time/database-clock";
import { askForTime } from "#lib/time/keep-time";
import { databaseUrl } from "#scripts/database";

const USAGE = `For the operator of the server:
  npm run user -- disable EMAIL          ends the account's sessions and stops its keys
  npm run user -- enable EMAIL           lets it sign in again; its keys work again
  npm run user -- reset-password EMAIL   asks for a new password and ends its sessions
    --end-api-tokens                     also ends its API tokens
    --revoke-keys                        also revokes its keys for good`;

/** Reads a password from the terminal or a pipe, since an argument would stay in the history of the shell. */
async function askForPassword(): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const password = await terminal.question("New password: ");
  terminal.close();
  return parseInput(z.object({ password: newPasswordSchema }), { password }).password;
}

type Options = { "end-api-tokens": boolean; "revoke-keys": boolean };

async function run(command: string, email: string, options: Options): Promise<string> {
  const now = databaseClock.now();
  if (command === "disable") return disableUser(email, now).then(() => `${email} is disabled.`);
  if (command === "enable") return enableUser(email, now).then(() => `${email} is enabled.`);
  if (command !== "reset-password") return USAGE;
  const ended = { apiTokens: options["end-api-tokens"], keys: options["revoke-keys"] };
  await resetPasswordAndCredentials(email, await askForPassword(), now, ended);
  return `${email} has a new password.`;
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    "end-api-tokens": { type: "boolean", default: false },
    "revoke-keys": { type: "boolean", default: false },
  },
});
const [command, email] = positionals;
if (!command || !email) {
  console.log(USAGE);
  process.exit(command ? 1 : 0);
}

await using database = await databaseUrl();
provideEnv({ ...env(), DATABASE_URL: database.url });
await askForTime();
try {
  console.log(await run(command, email, values));
} catch (error) {
  if (!isAppError(error)) throw error;
  console.error(Object.values(error.fields)[0] ?? error.message);
  process.exitCode = 1;
}
await db().$disconnect();
