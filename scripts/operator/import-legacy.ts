import { open } from "node:fs/promises";
import { parseArgs } from "node:util";
import { db } from "#lib/db/client";
import { env, provideEnv } from "#lib/env";
import { type ImportOutcome, importLegacyTokens } from "#lib/keys/legacy/import";
import { databaseClock } from "#lib/time/database-clock";
import { askForTime } from "#lib/time/keep-time";
import { databaseUrl } from "#scripts/database";

const USAGE = `Brings in tokens of a system used before, by their hashes:
  npm run import-legacy -- FILE                 imported tokens may read, and call tools that are read-only
  npm run import-legacy -- FILE --full-access   they may call tools that write, too
  npm run import-legacy -- FILE --skip-bad      imports what is right although other lines are bad

FILE is CSV, a line for each token: email of its owner, name, SHA-256 of the token in hex. Never the token itself.
docs/operations/legacy-tokens.md tells more.`;

function summary({ imported, known, bad }: ImportOutcome, skipBad: boolean): string {
  const count = (number: number, of: string) => `${number} ${of}${number === 1 ? "" : "s"}`;
  const before = known > 0 ? ` ${count(known, "token")} had been imported before.` : "";
  if (bad === 0) return `${count(imported, "token")} imported.${before}`;
  if (skipBad) return `${count(imported, "token")} imported, ${count(bad, "bad line")} left out.${before}`;
  return `Nothing was imported because of ${count(bad, "bad line")}. Correct them, or leave them out with --skip-bad.`;
}

/** Opened when the first is asked for: what is read before anybody listens would be lost. */
async function* linesOf(path: string): AsyncGenerator<string> {
  await using handle = await open(path);
  yield* handle.readLines({ encoding: "utf8" });
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { "skip-bad": { type: "boolean", default: false }, "full-access": { type: "boolean", default: false } },
});
const [file, ...more] = positionals;
if (!file || more.length > 0) {
  console.log(USAGE);
  process.exit(file ? 1 : 0);
}

await using database = await databaseUrl();
provideEnv({ ...env(), DATABASE_URL: database.url });
await askForTime();
const skipBad = values["skip-bad"];
try {
  const outcome = await importLegacyTokens(linesOf(file), {
    skipBad,
    scopes: [values["full-access"] ? "mcp:full" : "mcp:read"],
    now: databaseClock.now(),
    onBad: ({ line, problem }) => console.error(`Line ${line}: ${problem}`),
  });
  console.log(summary(outcome, skipBad));
  if (outcome.bad > 0 && !skipBad) process.exitCode = 1;
} catch (error) {
  const isMissing =
    error instanceof Error && "code" in error && ["ENOENT", "EACCES", "EISDIR"].includes(`${error.code}`);
  if (!isMissing) throw error;
  console.error(`The file ${file} cannot be read.`);
  process.exitCode = 1;
}
await db().$disconnect();
