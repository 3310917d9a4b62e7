import { Agent, request } from "node:http";
import { setTimeout as pause } from "node:timers/promises";

type LoadAnswer = { token: string; sentAtMs: number; status: number };

export type Load = {
  /** The answers in the order of arrival. A failed request has the status 0. */
  answers: LoadAnswer[];
  /** Stops sending and waits for running requests. */
  stop(): Promise<void>;
};

const TICK_MS = 10;
const MAX_RUNNING = 256;
const BODY = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" });

/**
 * Lists tools with each key at each gateway in turn, over connections that stay open. It sends `perSecond` requests a
 * second as long as the gateways keep up.
 */
export function startLoad(urls: string[], tokens: string[], perSecond: number): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: MAX_RUNNING });
  const answers: LoadAnswer[] = [];
  const startedAtMs = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    const due = ((performance.now() - startedAtMs) / 1_000) * perSecond;
    for (; sent < due && sent - answers.length < MAX_RUNNING; sent += 1) send(sent);
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
