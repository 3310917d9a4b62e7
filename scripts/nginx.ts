import { ensureProgram } from "#scripts/programs/ensure-program";

/** Finds an nginx for the tests of proxies. @returns its path. @throws Error that says what to install */
export function ensureNginx(): string {
  return ensureProgram({
    name: "nginx",
    places: ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/bin/nginx", "/opt/homebrew/bin/nginx"],
    debianPackage: "nginx-light",
    need: "The tests of proxies need nginx",
  });
}
