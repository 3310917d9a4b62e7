import { ensureProgram } from "#scripts/programs/ensure-program";

/** Finds an openssl for the certificates of tests. @returns its path. @throws Error that says what to install */
export function ensureOpenssl(): string {
  return ensureProgram({
    name: "openssl",
    places: ["/usr/bin/openssl", "/usr/local/bin/openssl", "/opt/homebrew/bin/openssl"],
    debianPackage: "openssl",
    need: "The tests of proxies need openssl",
  });
}
