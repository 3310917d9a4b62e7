import { requireCurrentClient } from "#scripts/current-client";
import { check, report } from "#scripts/run-checks";

/** `npm run check`: the quick checks for daily work. It checks formatting, lint and types, and runs the unit tests. */
requireCurrentClient();
report(
  await Promise.all([
    check("biome", ["check", "."], { isOutputHeld: true }),
    check("tsc", ["--noEmit"], { isOutputHeld: true }),
    check("vitest", ["run", "--project", "unit", "--project", "mocked"], { isOutputHeld: true }),
  ]),
);
