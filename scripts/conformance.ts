import { startFixture } from "#scripts/conformance/fixture/listener";
import { startGatewayBefore } from "#scripts/conformance/gateway";
import { defectsOf, type Row, tableOf } from "#scripts/conformance/report";
import { type Revision, requiredScenarios, runSuite, suiteVersion } from "#scripts/conformance/suite";

/**
 * Runs the published conformance suite against a server that has everything it asks for, directly and through the
 * gateway, and prints one table (`npm run conformance`). Fails when a scenario passes directly and not through the
 * gateway, unless it is a known exception.
 */
const REVISIONS: Revision[] = ["2026-07-28", "2025-11-25"];

async function compare(revision: Revision, directUrl: string, throughUrl: string): Promise<Row[]> {
  const required = await requiredScenarios(revision);
  const direct = await runSuite(directUrl, revision);
  const through = await runSuite(throughUrl, revision);
  const scenarios = [...new Set([...required, ...direct.keys(), ...through.keys()])];
  return scenarios.map((scenario) => ({
    revision,
    scenario,
    isRequired: required.has(scenario),
    direct: direct.get(scenario),
    through: through.get(scenario),
  }));
}

async function compareAll(): Promise<Row[]> {
  const fixture = await startFixture();
  try {
    const gateway = await startGatewayBefore(fixture.url);
    try {
      const rows: Row[] = [];
      for (const revision of REVISIONS) rows.push(...(await compare(revision, fixture.url, gateway.url)));
      return rows;
    } finally {
      await gateway.stop();
    }
  } finally {
    await fixture.stop();
  }
}

const rows = await compareAll();
const defects = defectsOf(rows);
console.log(`@modelcontextprotocol/conformance ${suiteVersion}\n\n${tableOf(rows)}`);
for (const { revision, scenario, through } of defects) {
  console.log(
    `\n${revision} ${scenario}\n  ${through?.failures.join("\n  ") || "passes, though it is listed as an exception"}`,
  );
}
process.exit(defects.length === 0 ? 0 : 1);
