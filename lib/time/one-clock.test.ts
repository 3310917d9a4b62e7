import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** The files that read the clock of this machine, and why. Everything else on the server goes by `databaseClock`. */
const READS_OWN_CLOCK = [
  // It is `systemClock` itself.
  "lib/clock.ts",
  // Lines of the log have the time of the machine, as the other lines of its logs.
  "lib/logging/waiting-output.ts",
  // It compares the own clock with the database's.
  "lib/time/database-clock.ts",
];

test("no rule on the server goes by the clock of the machine", () => {
  const files = globSync(["{app,gateway,lib,scripts/operator}/**/*.{ts,tsx}", "server.ts"], {
    exclude: (path) => path.endsWith("generated"),
  }).filter((file) => !/\.test\.tsx?$/.test(file));
  expect(files.length).toBeGreaterThan(500);
  const readers = files.filter((file) => /Date\.now\(|new Date\(\)|systemClock/.test(readFileSync(file, "utf8")));
  expect(readers.sort()).toEqual(READS_OWN_CLOCK);
});
