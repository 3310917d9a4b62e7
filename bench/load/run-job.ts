import { connect, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { AnswerReader } from "#bench/load/answer-reader";
import type { Job, Outcome } from "#bench/load/job";
import { isRightAnswer, RequestTemplate } from "#bench/load/request-template";
import { percentile } from "#bench/statistics";

/** After this many wrong answers the connections stop, because the window is worthless. */
const WRONG_MAX = 1_000;
/** The part of a wrong answer that is kept, in characters. */
const SHOWN_LENGTH = 600;

/** The state that all connections of one job share. */
type Run = { job: Job; nextId: number; isMeasuring: boolean; latencies: number[]; wrong: number; firstWrong?: string };

/**
 * Makes the load of one window and measures it.
 * @param onBegun is called when the warm-up is over
 */
export async function runJob(job: Job, onBegun: () => void): Promise<Outcome> {
  const run: Run = { job, nextId: 0, isMeasuring: false, latencies: [], wrong: 0 };
  const sockets = Array.from({ length: job.connections }, () => keepAsking(run));
  await pause(job.warmUpMs);
  onBegun();
  const begunAt = performance.now();
  run.isMeasuring = true;
  await pause(job.windowMs);
  run.isMeasuring = false;
  const seconds = (performance.now() - begunAt) / 1000;
  for (const socket of sockets) socket.destroy();
  return { ...summary(run), seconds };
}

function summary({ latencies, wrong, firstWrong }: Run): Omit<Outcome, "seconds"> {
  const sorted = Float64Array.from(latencies).sort();
  return {
    requests: sorted.length,
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
    maxMs: percentile(sorted, 1),
    wrong,
    firstWrong: firstWrong ?? null,
  };
}

/** Opens a connection that sends the next request after each answer, until its socket is destroyed. */
function keepAsking(run: Run): Socket {
  const { tokens } = run.job.credentials;
  const template = new RequestTemplate(run.job);
  const reader = new AnswerReader();
  const socket = connect({ port: run.job.port, host: "127.0.0.1", noDelay: true });
  let id = 0;
  let sentAt = 0;
  const ask = () => {
    id = run.nextId++;
    const request = template.write(id, tokens[id % tokens.length] ?? "");
    sentAt = performance.now();
    socket.write(request);
  };
  socket.on("connect", ask);
  socket.on("data", (piece) => {
    const answer = reader.push(piece);
    if (answer === undefined) return;
    if (run.isMeasuring) run.latencies.push(performance.now() - sentAt);
    if (!isRightAnswer(answer, id, run.job)) noteWrong(run, answer);
    if (run.wrong < WRONG_MAX) ask();
  });
  socket.on("error", (error) => noteWrong(run, error.message));
  socket.on("end", () => noteWrong(run, "The connection was closed by the server."));
  return socket;
}

function noteWrong(run: Run, what: string): void {
  run.wrong += 1;
  run.firstWrong ??= what.slice(0, SHOWN_LENGTH);
}
