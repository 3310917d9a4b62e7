import { afterAll, beforeAll, expect, test } from "vitest";
import { runStep } from "#scripts/drill/run-step";
import { type Site, startSite } from "#scripts/drill/site";
import { SHORT_STEPS } from "#scripts/drill/steps/all-steps";

let site: Site;
beforeAll(async () => {
  site = await startSite({ isWhole: false });
});
afterAll(() => site?.stop());

let number = 0;

test.each(SHORT_STEPS)("when $name, no call is wrongly admitted, lost or carried out twice", async (step) => {
  const { problems, wronglyAdmitted, lost } = await runStep(step, site, () => number++);
  expect(problems).toEqual([]);
  expect([wronglyAdmitted, lost]).toEqual([0, 0]);
});
