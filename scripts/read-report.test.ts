import { join } from "node:path";
import { expect, test } from "vitest";
import { playwrightCount, readReport, vitestCount } from "#scripts/read-report";

test("names each failed test of Vitest with its file", () => {
  const report = {
    testResults: [
      {
        name: join(process.cwd(), "lib/a.test.ts"),
        status: "failed",
        assertionResults: [
          { fullName: "adds", status: "passed" },
          { fullName: "divides by zero", status: "failed" },
          { fullName: "needs a mount", status: "skipped" },
        ],
      },
    ],
  };
  expect(vitestCount(report)).toEqual({ passed: 1, failures: ["lib/a.test.ts › divides by zero"] });
});

test("a file of Vitest that fails before its tests is a failure", () => {
  const report = {
    testResults: [{ name: join(process.cwd(), "lib/b.test.ts"), status: "failed", assertionResults: [] }],
  };
  expect(vitestCount(report)).toEqual({ passed: 0, failures: ["lib/b.test.ts › the file itself"] });
});

test("counts the journeys of every nested suite, and a flaky one as failed", () => {
  const spec = (title: string, ...statuses: string[]) => ({
    title,
    file: "a.spec.ts",
    tests: statuses.map((status) => ({ status })),
  });
  const report = {
    suites: [
      {
        specs: [spec("signs in", "expected"), spec("waits", "skipped")],
        suites: [{ specs: [spec("joins", "unexpected"), spec("leaves", "flaky")] }],
      },
    ],
  };
  expect(playwrightCount(report)).toEqual({ passed: 1, failures: ["e2e/a.spec.ts › joins", "e2e/a.spec.ts › leaves"] });
});

test("a missing or strange report has no count", async () => {
  const missing = await readReport(join(process.cwd(), "no-such-report.json"));
  expect([vitestCount(missing), playwrightCount(missing), playwrightCount({ suites: "none" })]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
