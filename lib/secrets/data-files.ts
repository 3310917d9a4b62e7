import { join } from "node:path";

/** The generated secrets of an installation in `dataDir`. */
export function secretsFile(dataDir: string): string {
  return join(dataDir, "secrets.json");
}

/** The folder of the embedded PostgreSQL. */
export function databaseFolder(dataDir: string): string {
  return join(dataDir, "postgres");
}

/** The log of the embedded PostgreSQL. It exists from the first start of the database on. */
export function databaseLog(dataDir: string): string {
  return `${databaseFolder(dataDir)}.log`;
}
