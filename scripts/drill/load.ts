import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { COUNTED_TOOL } from "#scripts/drill/counting-server";

/** A call without an answer for so long has none. No step of the drill lasts so long. */
const ANSWER_TIMEOUT_MS = 180_000;
/** Of so many calls, one is slow: it is under way at its server when something happens. */
const SLOW_ONE_OF = 8;
/** The slow ones take once, twice, and so on up to so many times `slowMs`. */
const SLOW_UP_TO = 3;

/** What became of the calls of a load. */
export type Tally = {
  sent: number;
  /** Answered with the result of this very call. */
  answered: number;
  /** How many calls failed, by what was wrong, such as `HTTP 502` or `ECONNRESET`. */
  failed: Map<string, number>;
};

/** One call and what became of it. Times are those of the steady clock of this process, in milliseconds. */
export type Call = {
  number: number;
  sentAtMs: number;
  endedAtMs: number;
  /** What was wrong; null when it was answered with its own result. */
  problem: string | null;
  /** The address and port of the gateway that answered, as the proxy names it; empty when it names none. */
  gateway: string;
};

type Load = {
  /** Where calls go, such as the address of a proxy, without a path. */
  url: string;
  token: string;
  /** The name of the counted tool at the gateway begins with this slug. */
  server: string;
  /** How many calls are under way at once. Each has a connection of its own, which stays open. */
  clients: number;
  /** Whether the next call is sent. */
  goesOn: (tally: Readonly<Tally>) => boolean;
  /** The number of the next call. By itself a load counts from 0. */
  nextNumber?: () => number;
  /** How long a client rests after each call, in milliseconds. */
  restMs?: number;
  /** How long the quickest of the slow calls take at their server, in milliseconds. By itself none is slow. */
  slowMs?: number;
  onEnd?: (call: Call) => void;
};

/** Calls the counted tool, each call with a number of its own, and looks at every answer. */
export async function runLoad(load: Load): Promise<Tally> {
  const { clients, goesOn, restMs = 0, slowMs = 0, onEnd } = load;
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const tally: Tally = { sent: 0, answered: 0, failed: new Map() };
  const client = async () => {
    while (goesOn(tally)) {
      const number = load.nextNumber?.() ?? tally.sent;
      tally.sent += 1;
      const sentAtMs = performance.now();
      const { problem, gateway } = await call(agent, load, { number, takesMs: durationOf(number, slowMs) });
      if (problem === null) tally.answered += 1;
      else tally.failed.set(problem, (tally.failed.get(problem) ?? 0) + 1);
      onEnd?.({ number, sentAtMs, endedAtMs: performance.now(), problem, gateway });
      if (restMs > 0) await pause(restMs);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  agent.destroy();
  return tally;
}

function durationOf(number: number, slowMs: number): number {
  return number % SLOW_ONE_OF === 0 ? slowMs * (1 + ((number / SLOW_ONE_OF) % SLOW_UP_TO)) : 0;
}

/** The id of the request with which a call is sent. Behind a trusted proxy, its row of usage has it too. */
export function requestIdOf(number: number): string {
  return `drill-${String(number).padStart(8, "0")}`;
}

type Ended = Pick<Call, "problem" | "gateway">;

async function call(
  agent: Agent,
  { url, token, server }: Pick<Load, "url" | "token" | "server">,
  given: { number: number; takesMs: number },
): Promise<Ended> {
  const params = { name: `${server}__${COUNTED_TOOL}`, arguments: given };
  const body = JSON.stringify({ jsonrpc: "2.0", id: given.number, method: "tools/call", params });
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    accept: "application/json",
    "content-length": body.length,
    "x-request-id": requestIdOf(given.number),
  };
  const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
  const sent = request(`${url}/mcp`, { method: "POST", agent, headers, signal }).end(body);
  try {
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    const answer = await text(response);
    const gateway = String(response.headers["x-answered-by"] ?? "");
    return { problem: problemOf(response, answer, given.number), gateway };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const problem = code === "ECONNRESET" && sent.reusedSocket ? CLOSED_IDLE : (code ?? String(error));
    return { problem, gateway: "" };
  }
}

/** How a failure is named whose answer says that the call was not made and may be sent again. */
export const TRY_AGAIN = "503, try again";
/** How it is named when an idle connection is closed in the instant in which its client sends a call on it. */
export const CLOSED_IDLE = "idle connection closed";
/** How a failure is named whose answer says that the call may have been carried out. */
export const LOOK_FIRST = "503, look first";

function problemOf({ statusCode, headers }: IncomingMessage, answer: string, number: number): string | null {
  if (statusCode === 200) return isRight(answer, number) ? null : "wrong answer";
  if (statusCode === 503 && headers["retry-after"]) return TRY_AGAIN;
  if (statusCode === 503 && answer.includes("may have been carried out")) return LOOK_FIRST;
  return `HTTP ${statusCode}`;
}

function isRight(answer: string, number: number): boolean {
  const { id, result } = JSON.parse(answer) as { id?: unknown; result?: { content?: { text?: unknown }[] } };
  return id === number && result?.content?.[0]?.text === String(number);
}
