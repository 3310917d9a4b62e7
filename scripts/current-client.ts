import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SCHEMA } from "#lib/db/migrations";

/** The generated file that holds the text of the schema it was made from. */
const GENERATED = join("lib", "db", "generated", "internal", "class.ts");
const STALE = "The database client is older than prisma/schema.prisma. Run `node scripts/setup.mjs`.";

/**
 * Ends the process with one sentence when the generated database client does not belong to the schema: otherwise every
 * test and every type that uses the client fails, and none says why.
 */
export function requireCurrentClient(): void {
  if (isCurrentClient(readFileSync(SCHEMA, "utf8"), readOrEmpty(GENERATED))) return;
  console.error(STALE);
  process.exit(1);
}

/** @param generated the text of the generated client; empty where there is none */
export function isCurrentClient(schema: string, generated: string): boolean {
  return generated.includes(JSON.stringify(schema));
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
