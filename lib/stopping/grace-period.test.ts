import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { SECOND_MS } from "#lib/clock";
import { DEFAULT_DRAIN_MAX_MS, LAST_ANSWERS_MS } from "#lib/stopping/drain";
import { CLOSE_MAX_MS } from "#lib/stopping/stop";

test("compose.yaml waits longer than the longest stop with the default settings", async () => {
  const { services } = parse(await readFile("compose.yaml", "utf8"));
  const [, seconds] = /^(\d+)s$/.exec(services.latchkey.stop_grace_period) ?? [];
  const longestMs = DEFAULT_DRAIN_MAX_MS + LAST_ANSWERS_MS + CLOSE_MAX_MS;
  expect(Number(seconds) * SECOND_MS).toBeGreaterThan(longestMs);
});
