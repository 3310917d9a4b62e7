import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { MINUTE_MS } from "#lib/clock";

/** The thread ends when nobody has chosen a password for this time, and its memory is free again. */
const IDLE_MS = 5 * MINUTE_MS;

type Waiting = { resolve: (score: number) => void; reject: (error: unknown) => void };

/**
 * The thread that estimates passwords. It starts when it is needed, ends when it is idle or the process ends, and starts
 * anew after a failure. It estimates one password at a time.
 */
export class StrengthThread {
  #worker: Worker | null = null;
  #waiting: Waiting | null = null;
  #idle: NodeJS.Timeout | undefined;

  /** @returns the score of zxcvbn, from 0 to 4 */
  async estimate(password: string, personal: string[]): Promise<number> {
    clearTimeout(this.#idle);
    const worker = this.#started();
    try {
      return await new Promise<number>((resolve, reject) => {
        this.#waiting = { resolve, reject };
        worker.ref();
        worker.postMessage({ password, personal });
      });
    } finally {
      this.#waiting = null;
      // An idle thread does not keep the process from ending.
      worker.unref();
      this.#idle = setTimeout(() => void this.#worker?.terminate(), IDLE_MS).unref();
    }
  }

  #started(): Worker {
    if (this.#worker) return this.#worker;
    const worker = startWorker();
    this.#worker = worker;
    worker.on("message", (score: number) => this.#waiting?.resolve(score));
    worker.on("error", (error) => this.#waiting?.reject(error));
    worker.on("exit", () => {
      if (this.#worker === worker) this.#worker = null;
      this.#waiting?.reject(new Error("The thread that estimates passwords ended."));
    });
    return worker;
  }
}

/** Next.js must not bundle the program of the thread, so its path is relative to the folder where Latchkey runs. */
function startWorker(): Worker {
  const program = join(/* turbopackIgnore: true */ process.cwd(), "lib/auth/passwords/strength-worker.ts");
  // The thread needs no settings, so it gets no secrets.
  return new Worker(/* turbopackIgnore: true */ program, { env: {}, execArgv: [] });
}
