import { startGatewayBefore } from "#scripts/conformance/gateway";
import { defectsOf, type Row, tableOf } from "#scripts/conformance/report";
import { type Revision, requiredScenarios, runSuite, suiteVersion } from "#scripts/conformance/suite";
import { type Speaks, startFixture } from "#testing/servers/conformance/listener";

/**
 * Runs the published conformance suite against a server that has everything it asks for, directly and through the
 * gateway, and prints one table (`npm run conformance`). Fails when a scenario passes directly and not through the
 * gateway, unless it is a known exception.
 */
const RUNS: { speaks: Speaks; revision: Revision }[] = [
  { speaks: "both eras", revision: "2026-07-28" },
  { speaks: "both eras", revision: "2025-11-25" },
  // The gateway uses the 2026 revision when the server speaks it. This server speaks only the older one.
  { speaks: "2025 alone", revision: "2025-11-25" },
];

async function compare(run: (typeof RUNS)[number], directUrl: string, throughUrl: string): Promise<Row[]> {
  const { speaks: server, revision } = run;
  const required = await requiredScenarios(revision);
  const direct = await runSuite(directUrl, revision);
  const through = await runSuite(throughUrl, revision);
  const scenarios = [...new Set([...required, ...direct.keys(), ...through.keys()])];
  return scenarios.map((scenario) => ({
    server,
    revision,
    scenario,
    isRequired: required.has(scenario),
    direct: direct.get(scenario),
    through: through.get(scenario),
  }));
}

/** Compares once more when there are defects: the suite waits only half a second for some answers. */
async function compareTwice(...parameters: Parameters<typeof compare>): Promise<Row[]> {
  const rows = await compare(...parameters);
  return defectsOf(rows).length === 0 ? rows : compare(...parameters);
}

async function compareAll(): Promise<Row[]> {
  const fixtures = await Promise.all(RUNS.map(({ speaks }) => startFixture(speaks)));
  try {
    const gateway = await startGatewayBefore(fixtures.map((fixture) => fixture.url));
    try {
      // Each run has its own server and mostly waits.
      const runs = RUNS.map((run, index) => compareTwice(run, fixtures[index]?.url ?? "", gateway.urls[index] ?? ""));
      return (await Promise.all(runs)).flat();
    } finally {
      await gateway.stop();
    }
  } finally {
    await Promise.all(fixtures.map((fixture) => fixture.stop()));
  }
}

const rows = await compareAll();
const defects = defectsOf(rows);
console.log(`@modelcontextprotocol/conformance ${suiteVersion}\n\n${tableOf(rows)}`);
for (const { server, revision, scenario, through } of defects) {
  console.log(
    `\n${revision} of a server that speaks ${server}: ${scenario}\n  ${through?.failures.join("\n  ") || "passes, though it is listed as an exception"}`,
  );
}
process.exit(defects.length === 0 ? 0 : 1);
