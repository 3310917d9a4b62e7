import { setTimeout as pause } from "node:timers/promises";

const EVERY_MS = 500;
const ANSWER_TIMEOUT_MS = 180_000;
/** A page, or the page that says that the database is away. */
const ALLOWED = new Set(["200", "503"]);

export type PageWatch = {
  /** Ends the watch. @returns how often the page was answered with each status */
  stop(): Promise<Map<string, number>>;
};

/**
 * Asks the dashboard for its page for signing in, again and again, as people do.
 * @param dashboardUrl undefined when there is no dashboard, and so nothing to ask
 */
export function watchPages(dashboardUrl: string | undefined): PageWatch {
  const answers = new Map<string, number>();
  let isOver = dashboardUrl === undefined;
  const watching = (async () => {
    while (!isOver) {
      const answer = await statusOf(`${dashboardUrl}/sign-in`);
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
      await pause(EVERY_MS);
    }
  })();
  return {
    stop: async () => {
      isOver = true;
      await watching;
      return answers;
    },
  };
}

/** @returns the status, or what was wrong when there was no answer */
async function statusOf(url: string): Promise<string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
    await response.arrayBuffer();
    return String(response.status);
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}

/** @returns a sentence when people met anything but a page, or the page that says that the database is away */
export function problemOfPages(answers: ReadonlyMap<string, number>): string[] {
  const others = [...answers].filter(([answer]) => !ALLOWED.has(answer));
  return others.map(([answer, count]) => `${count} pages of the dashboard were answered with ${answer}.`);
}
