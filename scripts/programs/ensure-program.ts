import { existsSync } from "node:fs";
import { attempt } from "#scripts/attempt";

/** A program that the tests start. */
type Wanted = {
  name: string;
  /** The paths at which it may be. The first one that exists is taken. */
  places: readonly string[];
  /** The package of Debian that has it. */
  debianPackage: string;
  /** What needs it, for the error: "The tests of proxies need nginx". */
  need: string;
};

/**
 * Finds a program for the tests: an installed one, or one that can be installed.
 *
 * @returns its path
 * @throws Error with one sentence that says what to install
 */
export function ensureProgram({ name, places, debianPackage, need }: Wanted): string {
  const find = () => places.find((path) => existsSync(path));
  const known = find();
  if (known) return known;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    attempt(name, "apt-get", ["update"]);
    attempt(name, "apt-get", ["install", "-y", "--no-install-recommends", debianPackage]);
  }
  const found = find();
  if (found) return found;
  throw new Error(`${need}: install it, as with \`apt-get install ${debianPackage}\`.`);
}
