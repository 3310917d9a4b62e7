import { requireCurrentClient } from "#scripts/current-client";
import { check, report } from "#scripts/run-checks";

/** The quick checks for while one works (`npm run check`): formatting, lint, types, and the tests without a database. */
requireCurrentClient();
report(
  await Promise.all([
    check("biome", ["check", "."], { isOutputHeld: true }),
    check("tsc", ["--noEmit"], { isOutputHeld: true }),
    check("vitest", ["run", "--project", "unit"], { isOutputHeld: true }),
  ]),
);
