import { existsSync } from "node:fs";
import { attempt } from "#scripts/attempt";

const WANTED = "a Redis server";

const PLACES = [
  "/usr/bin/redis-server",
  "/usr/local/bin/redis-server",
  "/opt/homebrew/bin/redis-server",
  "/usr/bin/valkey-server",
];

function findRedis(): string | undefined {
  return PLACES.find((path) => existsSync(path));
}

/**
 * Finds a Redis server for the tests: an installed one, or one that can be installed.
 *
 * @returns its path
 * @throws Error with one sentence that says what to install
 */
export function ensureRedis(): string {
  const known = findRedis();
  if (known) return known;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    attempt(WANTED, "apt-get", ["update"]);
    attempt(WANTED, "apt-get", ["install", "-y", "--no-install-recommends", "redis-server"]);
  }
  const found = findRedis();
  if (found) return found;
  throw new Error(
    "The tests of shared rate limits need redis-server: install Redis or Valkey, as with `apt-get install redis-server`.",
  );
}
