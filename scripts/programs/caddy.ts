import { ensureProgram } from "#scripts/programs/ensure-program";

/** Finds a Caddy for the tests of proxies. @returns its path. @throws Error that says what to install */
export function ensureCaddy(): string {
  return ensureProgram({
    name: "caddy",
    places: ["/usr/bin/caddy", "/usr/local/bin/caddy", "/opt/homebrew/bin/caddy"],
    debianPackage: "caddy",
    need: "The tests of proxies need Caddy",
  });
}
