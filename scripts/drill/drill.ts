import { finalProblems } from "#scripts/drill/final-count";
import { runStep, type StepResult } from "#scripts/drill/run-step";
import { startSite } from "#scripts/drill/site";
import { ALL_STEPS } from "#scripts/drill/steps/all-steps";
import { FILL_DISK } from "#scripts/drill/steps/disk";
import { tableOf } from "#scripts/drill/table";
import { measureSlowness } from "#testing/machine/slowness";

/**
 * `npm run drill`: lets everything go wrong that goes wrong in a company's data centre, one thing after the other, while
 * clients call. It prints one table, and fails when a call was wrongly admitted, lost, carried out twice, or failed in a
 * way that its step does not allow. docs/operations/reliability.md explains the table.
 *
 * `npm run drill -- PART OF A NAME` runs the steps with this in their name.
 */
const begunAtMs = performance.now();
const slowness = await measureSlowness();
const part = process.argv.slice(2).join(" ");
const site = await startSite({ isWhole: true });
if (!site.disk) console.error("The step with the full disk is left out: this process may not mount a small disk.");
const possible = ALL_STEPS.filter((step) => site.disk !== undefined || step !== FILL_DISK);
const steps = possible.filter(({ name }) => name.includes(part));
if (steps.length === 0) tell([`No step has "${part}" in its name.`]);
// Who breaks the drill off wants nothing of it to stay behind.
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void site.stop().finally(() => process.exit(1)));
}
const results: StepResult[] = [];
let number = 0;
try {
  for (const step of steps) {
    console.log(`${step.name} …`);
    const result = await runStep(step, site, () => number++);
    results.push(result);
    tell(result.problems);
  }
  tell(await finalProblems(site));
} finally {
  // A step that breaks off must not hide what the steps before it found.
  const minutes = ((performance.now() - begunAtMs) / 60_000).toFixed(1);
  console.log(`\n${tableOf(results)}\n\n${minutes} minutes on a machine ${slowness} times as slow as a quiet one.`);
  await site.stop();
}

function tell(problems: readonly string[]): void {
  for (const problem of problems) console.error(`  ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
}
