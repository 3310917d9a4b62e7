import { randomBytes } from "node:crypto";
import { notifyProcesses } from "#lib/bell/bell";
import { FairShares, type Holder } from "#lib/bounds/fair-shares";
import { readDecision } from "#lib/gateway/confirmation/elicitation";
import { log } from "#lib/log";
import { isObject, type RpcId } from "#lib/mcp/protocol";
import { single } from "#lib/process";
import { readSigned, sign } from "#lib/secrets/signed-text";
import { parseJson } from "#lib/upstreams/wire/exchange";

const ANSWERS = ["agreed", "declined", "more", "unanswered", "failed"] as const;
/** What a person says to a question, or why nobody said anything. */
export type Answer = (typeof ANSWERS)[number];

/** An answer on its way from one process to another. */
type Passed = { id: string; answer: Answer };

type Waiting = Map<string, (answer: Answer) => void>;

const MAX_WAITING = 1_000;
const PREFIX = "latchkey-question:";
const ID_BYTES = 16;

/**
 * The open questions to clients of the 2025 revisions. A question goes out on the stream that answers a call. Its
 * answer comes in another request, with the id of the question.
 */
function waiting(): Waiting {
  return single("questions", (): Waiting => new Map());
}

function shares(): FairShares {
  return single("question-shares", () => new FairShares({ limit: MAX_WAITING }));
}

/**
 * Opens a question to the holder of a key; `waitForAnswer` has to follow.
 * @returns an id that nobody can guess and that only this key can answer; null while too many questions are open, in
 *   all or of this owner or workspace
 */
export function newQuestionId(holder: Asked): string | null {
  if (shares().take(holder) !== null) return null;
  return PREFIX + sign(randomBytes(ID_BYTES).toString("base64url"), holder.key);
}

/** The key whose person is asked, and whose shares the question takes. */
type Asked = Holder & { key: string };

/**
 * Waits for the answer to the question `id`. After `timeoutMs` the answer is `unanswered`.
 * @param holder the same as for `newQuestionId`
 * @throws AbortError when `signal` fires
 */
export function waitForAnswer(id: string, holder: Asked, timeoutMs: number, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const end = () => {
      shares().give(holder);
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
 * Takes a JSON-RPC response that a client posted, and gives it to the call that waits for it, here or in another
 * process.
 * @param result undefined when the response is an error
 */
export function deliverResponse(keyId: string, id: RpcId, result: unknown): void {
  if (typeof id !== "string" || !id.startsWith(PREFIX)) return;
  if (readSigned(id.slice(PREFIX.length), keyId) === null) return;
  const answer: Answer = isObject(result) ? (readDecision(result) ?? "failed") : "failed";
  const answerHere = waiting().get(id);
  if (answerHere) {
    answerHere(answer);
    return;
  }
  // The id is signed for this key, so a client cannot load the database with answers to questions that nobody asked.
  const passed: Passed = { id, answer };
  notifyProcesses(JSON.stringify(passed)).catch((error: unknown) => {
    log().warn({ error }, "The answer of a person could not be passed on to the other processes.");
  });
}

/** Takes an answer that a client posted to another process. */
export function deliverPassedOn(text: string): void {
  const passed = parseJson(text);
  if (isPassed(passed)) waiting().get(passed.id)?.(passed.answer);
}

/** Checks the form, because the other process may run another version. */
function isPassed(passed: unknown): passed is Passed {
  return isObject(passed) && ANSWERS.includes(passed.answer as Answer);
}
