import { randomBytes } from "node:crypto";
import { notifyProcesses } from "#lib/bell/bell";
import { readDecision } from "#lib/gateway/confirmation/elicitation";
import { log } from "#lib/log";
import { isObject, type RpcId } from "#lib/mcp/protocol";
import { single } from "#lib/process";
import { readSigned, sign } from "#lib/secrets/signed-text";
import { parseJson } from "#lib/upstreams/calls/exchange";

const ANSWERS = ["agreed", "declined", "unanswered", "failed"] as const;
type Answer = (typeof ANSWERS)[number];

/** As it goes from one process to another. */
type Passed = { id: string; answer: Answer };

type Waiting = Map<string, (answer: Answer) => void>;

const MAX_WAITING = 1_000;
const PREFIX = "latchkey-question:";
const ID_BYTES = 16;

/**
 * Questions to clients of the 2025 revisions. They go out on the stream that answers a call, and their answers come in
 * requests of their own, which are matched by the question's id.
 */
function waiting(): Waiting {
  return single("questions", (): Waiting => new Map());
}

/** An id that nobody can guess and only the client of this key can answer; null while too many questions are open. */
export function newQuestionId(keyId: string): string | null {
  if (waiting().size >= MAX_WAITING) return null;
  return PREFIX + sign(randomBytes(ID_BYTES).toString("base64url"), keyId);
}

/**
 * Waits for the answer to the question `id`; `unanswered` after `timeoutMs`.
 * @throws AbortError when `signal` fires
 */
export function answerTo(id: string, timeoutMs: number, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      waiting().delete(id);
    };
    const onAnswer = (answer: Answer) => {
      end();
      resolve(answer);
    };
    const onAbort = () => {
      end();
      reject(signal.reason);
    };
    const timer = setTimeout(() => onAnswer("unanswered"), timeoutMs);
    waiting().set(id, onAnswer);
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
}

/**
 * Takes a JSON-RPC response that a client posted. Whoever waits for it may wait in another process.
 * @param result undefined when the response is an error
 */
export function takeResponse(keyId: string, id: RpcId, result: unknown): void {
  if (typeof id !== "string" || !id.startsWith(PREFIX)) return;
  if (readSigned(id.slice(PREFIX.length), keyId) === null) return;
  const answer: Answer = isObject(result) ? (readDecision(result) ?? "failed") : "failed";
  const answerHere = waiting().get(id);
  if (answerHere) {
    answerHere(answer);
    return;
  }
  // The id is signed for this key, so nobody makes the database busy with answers to what was never asked.
  const passed: Passed = { id, answer };
  notifyProcesses(JSON.stringify(passed)).catch((error: unknown) => {
    log().warn({ error }, "The answer of a person could not be passed on to the other processes.");
  });
}

/** Takes the response that a client posted to another process. */
export function takePassedOn(text: string): void {
  const passed = parseJson(text);
  if (isPassed(passed)) waiting().get(passed.id)?.(passed.answer);
}

/** A process of another version may say something else. */
function isPassed(passed: unknown): passed is Passed {
  return isObject(passed) && ANSWERS.includes(passed.answer as Answer);
}
