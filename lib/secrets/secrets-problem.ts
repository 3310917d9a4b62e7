import { getuid } from "node:process";
import { databaseFolder, secretsFile } from "#lib/secrets/data-files";

/** The command that makes the secrets of an installation usable again. */
const REPAIR = "npm run secrets -- repair";

/** What is wrong with the secrets of an installation, in one sentence for the operator. It repeats no secret. */
export class SecretsProblem extends Error {
  override name = "SecretsProblem";
}

/** The database is there, and its password and the key of what it holds are gone. */
export function secretsLost(dataDir: string): SecretsProblem {
  return new SecretsProblem(
    `${secretsFile(dataDir)} is missing, but the database in ${databaseFolder(dataDir)} exists and needs its secrets: ` +
      `put the file back from a backup, or, if there is none, run \`${REPAIR}\`, which says what is lost.`,
  );
}

/** @param what what is wrong, after "which" */
export function secretsDamaged(dataDir: string, what: string): SecretsProblem {
  return new SecretsProblem(
    `Latchkey cannot use ${secretsFile(dataDir)}, which ${what}: put the file back from a backup, or, if there is none, ` +
      `run \`${REPAIR}\`, which says what is lost.`,
  );
}

/** @param code the error code of the file system */
export function secretsUnreadable(dataDir: string, code: string): SecretsProblem {
  const file = secretsFile(dataDir);
  if (code !== "EACCES" && code !== "EPERM") return new SecretsProblem(`Latchkey cannot read ${file} (${code}).`);
  const user = getuid ? `the user with the id ${getuid()}` : "its user";
  return new SecretsProblem(
    `Latchkey cannot read ${file}, because ${user} may not: change the owner of the file, or start Latchkey as its owner.`,
  );
}

/** The secrets are there, and the database to which they belong is gone. */
export function databaseLost(dataDir: string): SecretsProblem {
  const folder = databaseFolder(dataDir);
  return new SecretsProblem(
    `The database in ${folder} is gone, although it existed before: put the folder back, or, to begin with an empty ` +
      `database, remove ${folder}.log.`,
  );
}

/** The database refuses the password in the file. */
export function secretsOfAnother(dataDir: string): SecretsProblem {
  return new SecretsProblem(
    `The database in ${databaseFolder(dataDir)} refuses the password in ${secretsFile(dataDir)}, which seems to belong to ` +
      `another installation: put the right file back, or, if there is none, run \`${REPAIR}\`, which says what is lost.`,
  );
}
