import { expect, test } from "vitest";
import { CallSeries } from "#lib/gateway/observation/call-series";

test("each bucket contains the calls of the buckets before it, and the sum and the count contain all calls", () => {
  const series = new CallSeries();
  const labels = { workspace: "acme", server: "notes", method: "tools/call" };
  series.count({ ...labels, outcome: "ok" }, 0.001);
  series.count({ ...labels, outcome: "ok" }, 0.3);
  series.count({ ...labels, outcome: "refused" }, 100);
  const lines = series.text().split("\n");
  const named = 'workspace="acme",server="notes",method="tools/call"';
  expect(lines).toContain(`latchkey_calls_total{${named},outcome="ok"} 2`);
  expect(lines).toContain(`latchkey_calls_total{${named},outcome="refused"} 1`);
  const duration = "latchkey_call_duration_seconds";
  expect(lines).toContain(`${duration}_bucket{le="0.001",${named}} 1`);
  expect(lines).toContain(`${duration}_bucket{le="0.25",${named}} 1`);
  expect(lines).toContain(`${duration}_bucket{le="60",${named}} 2`);
  expect(lines).toContain(`${duration}_bucket{le="+Inf",${named}} 3`);
  expect(lines).toContain(`${duration}_sum{${named}} 100.301`);
  expect(lines).toContain(`${duration}_count{${named}} 3`);
});

test("a server named “other” is kept apart from the series of all other servers", () => {
  const series = new CallSeries();
  const count = (workspace: string, server: string) =>
    series.count({ workspace, server, method: "tools/call", outcome: "ok" }, 1);
  for (let number = 0; number < 400; number += 1) count("other", `s${number}`);
  const counted = series.text().match(/^latchkey_calls_total.+$/gm) ?? [];
  expect(counted).toHaveLength(301);
  expect(counted.at(-1)).toBe(
    'latchkey_calls_total{workspace="other",server="other",method="tools/call",outcome="ok"} 100',
  );
});
