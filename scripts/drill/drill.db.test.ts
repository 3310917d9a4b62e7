import { afterAll, beforeAll, expect, test } from "vitest";
import { finalProblems } from "#scripts/drill/final-count";
import { runStep } from "#scripts/drill/run-step";
import { type Site, startSite } from "#scripts/drill/site";
import { SHORT_STEPS } from "#scripts/drill/steps/all-steps";

let site: Site;
beforeAll(async () => {
  site = await startSite({ isWhole: false });
});
afterAll(() => site?.stop());

test("whatever fails under load, no call is wrongly admitted, lost, stored twice or carried out twice", async () => {
  let number = 0;
  const found: Record<string, string[]> = {};
  for (const step of SHORT_STEPS) {
    const { name, problems } = await runStep(step, site, () => number++);
    found[name] = problems;
  }
  expect(found).toEqual(Object.fromEntries(SHORT_STEPS.map(({ name }) => [name, []])));
  expect(await finalProblems(site)).toEqual([]);
});
