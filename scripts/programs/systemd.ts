import { ensureProgram } from "#scripts/programs/ensure-program";

/** Finds `systemd-analyze` for the test of the unit. @returns its path. @throws Error that says what to install */
export function ensureSystemd(): string {
  return ensureProgram({
    name: "systemd-analyze",
    places: ["/usr/bin/systemd-analyze"],
    debianPackage: "systemd",
    need: "The test of the systemd unit needs systemd-analyze",
  });
}
