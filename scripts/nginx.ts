import { existsSync } from "node:fs";
import { attempt } from "#scripts/attempt";

const WANTED = "nginx";

const PLACES = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/bin/nginx", "/opt/homebrew/bin/nginx"];

function findNginx(): string | undefined {
  return PLACES.find((path) => existsSync(path));
}

/**
 * Finds an nginx for the tests of proxies: an installed one, or one that can be installed.
 *
 * @returns its path
 * @throws Error with one sentence that says what to install
 */
export function ensureNginx(): string {
  const known = findNginx();
  if (known) return known;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    attempt(WANTED, "apt-get", ["update"]);
    attempt(WANTED, "apt-get", ["install", "-y", "--no-install-recommends", "nginx-light"]);
  }
  const found = findNginx();
  if (found) return found;
  throw new Error("The tests of proxies need nginx: install it, as with `apt-get install nginx-light`.");
}
