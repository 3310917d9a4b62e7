import { ensureProgram } from "#scripts/programs/ensure-program";

/** Finds a Redis server for the tests. @returns its path. @throws Error that says what to install */
export function ensureRedis(): string {
  return ensureProgram({
    name: "redis-server",
    places: [
      "/usr/bin/redis-server",
      "/usr/local/bin/redis-server",
      "/opt/homebrew/bin/redis-server",
      "/usr/bin/valkey-server",
    ],
    debianPackage: "redis-server",
    need: "The tests of shared rate limits need Redis or Valkey",
  });
}
