import type { Job, LoadMessage } from "#bench/load/job";
import { runJob } from "#bench/load/run-job";

/** The load generator. It runs one job after the other for the process that started it. */
const tell = (message: LoadMessage) => process.send?.(message);

process.on("message", async (job: Job) => {
  const outcome = await runJob(job, () => tell({ kind: "begun" }));
  tell({ kind: "ended", outcome });
});
process.on("disconnect", () => process.exit(0));
