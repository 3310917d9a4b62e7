import { Agent, request } from "node:http";
import { setTimeout as pause } from "node:timers/promises";

type LoadAnswer = { token: string; sentAtMs: number; status: number };

export type Load = {
  /** In the order of arrival; a request that failed has the status 0. */
  answers: LoadAnswer[];
  /** Waits for what is under way. */
  stop(): Promise<void>;
};

const TICK_MS = 10;
const MAX_UNDER_WAY = 256;
const BODY = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" });

/**
 * Lists tools with each of the keys at each of the gateways in turn, over connections that are kept, so many times a
 * second as long as they keep up.
 */
export function startLoad(urls: string[], tokens: string[], perSecond: number): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: MAX_UNDER_WAY });
  const answers: LoadAnswer[] = [];
  const startedAtMs = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    const due = ((performance.now() - startedAtMs) / 1_000) * perSecond;
    for (; sent < due && sent - answers.length < MAX_UNDER_WAY; sent += 1) send(sent);
  }, TICK_MS);

  function send(index: number): void {
    const token = tokens[index % tokens.length] ?? "";
    const url = urls[Math.floor(index / tokens.length) % urls.length] ?? "";
    const sentAtMs = performance.now();
    const answered = (status: number) => answers.push({ token, sentAtMs, status });
    const headers = {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json",
      "content-length": BODY.length,
    };
    request(`${url}/mcp`, { method: "POST", agent, headers }, (response) => {
      response.resume().once("close", () => answered(response.complete ? (response.statusCode ?? 0) : 0));
    })
      .once("error", () => answered(0))
      .end(BODY);
  }

  return {
    answers,
    stop: async () => {
      clearInterval(timer);
      while (answers.length < sent) await pause(TICK_MS);
      agent.destroy();
    },
  };
}
