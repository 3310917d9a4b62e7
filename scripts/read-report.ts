import { readFile } from "node:fs/promises";
import { relative } from "node:path";
import { z } from "zod";
import type { Count } from "#scripts/run-checks";

const vitestReport = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

type Suite = { specs: { title: string; file: string; tests: { status: string }[] }[]; suites?: Suite[] };
const suite: z.ZodType<Suite> = z.lazy(() =>
  z.object({
    specs: z.array(z.object({ title: z.string(), file: z.string(), tests: z.array(z.object({ status: z.string() })) })),
    suites: z.array(suite).optional(),
  }),
);
const playwrightReport = z.object({ suites: z.array(suite) });

/** Reads the JSON report of a test runner. @returns undefined when the runner wrote none */
export async function readReport(file: string): Promise<unknown> {
  return readFile(file, "utf8").then(JSON.parse, () => undefined);
}

/** Counts the tests in a report of Vitest. A file that failed without a failed test, in a hook say, is one failure. */
export function vitestCount(report: unknown): Count | undefined {
  const files = vitestReport.safeParse(report).data?.testResults;
  if (!files) return undefined;
  const counts = files.map(({ name, status, assertionResults }): Count => {
    const file = relative(process.cwd(), name);
    const failed = assertionResults.filter((each) => each.status === "failed").map(({ fullName }) => fullName);
    const failures = failed.length === 0 && status === "failed" ? ["the file itself"] : failed;
    return {
      passed: assertionResults.filter((each) => each.status === "passed").length,
      failures: failures.map((test) => `${file} › ${test}`),
    };
  });
  return sum(counts);
}

/** Counts the tests in a report of Playwright. A test that needed a second try is a defect. */
export function playwrightCount(report: unknown): Count | undefined {
  const suites = playwrightReport.safeParse(report).data?.suites;
  return suites && sum(suites.map(countSuite));
}

function countSuite({ specs, suites = [] }: Suite): Count {
  const counts = specs.map(({ title, file, tests }): Count => {
    const isBad = tests.some(({ status }) => status === "unexpected" || status === "flaky");
    const passed = tests.filter(({ status }) => status === "expected").length;
    return isBad ? { passed: 0, failures: [`e2e/${file} › ${title}`] } : { passed, failures: [] };
  });
  return sum([...counts, ...suites.map(countSuite)]);
}

function sum(counts: Count[]): Count {
  return {
    passed: counts.reduce((total, { passed }) => total + passed, 0),
    failures: counts.flatMap(({ failures }) => failures),
  };
}
