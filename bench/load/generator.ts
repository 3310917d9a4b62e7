import { type ChildProcess, fork } from "node:child_process";
import type { Job, LoadMessage, Outcome } from "#bench/load/job";

/** The process that makes the load. It runs for the whole benchmark, so it is equally warm for every contender. */
export class LoadGenerator {
  readonly #child: ChildProcess = fork("bench/programs/load.ts");

  /**
   * Runs one job.
   * @param onBegun is called when the warm-up of this job is over
   * @throws Error when the process ends
   */
  run(job: Job, onBegun: () => void): Promise<Outcome> {
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
    const onMessage = (message: LoadMessage) => (message.kind === "begun" ? onBegun() : resolve(message.outcome));
    const onExit = () => reject(new Error("The load generator ended."));
    this.#child.on("message", onMessage);
    this.#child.once("exit", onExit);
    this.#child.send(job);
    return promise.finally(() => {
      this.#child.off("message", onMessage);
      this.#child.off("exit", onExit);
    });
  }

  stop(): void {
    this.#child.disconnect();
  }
}
