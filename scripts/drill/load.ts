import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { COUNTED_TOOL } from "#scripts/drill/counting-server";

/** What became of the calls of a load. */
export type Tally = {
  sent: number;
  /** Answered with the result of this very call. */
  answered: number;
  /** How many calls failed, by what was wrong, such as `HTTP 502` or `ECONNRESET`. */
  failed: Map<string, number>;
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
};

/** Calls the counted tool, each call with a number of its own, and looks at every answer. */
export async function runLoad({ url, token, server, clients, goesOn }: Load): Promise<Tally> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const tally: Tally = { sent: 0, answered: 0, failed: new Map() };
  const client = async () => {
    while (goesOn(tally)) {
      const number = tally.sent;
      tally.sent += 1;
      const problem = await call(agent, url, token, `${server}__${COUNTED_TOOL}`, number);
      if (problem === null) tally.answered += 1;
      else tally.failed.set(problem, (tally.failed.get(problem) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  agent.destroy();
  return tally;
}

/** @returns what was wrong with the answer; null when it is right */
async function call(agent: Agent, url: string, token: string, name: string, number: number): Promise<string | null> {
  const params = { name, arguments: { number } };
  const body = JSON.stringify({ jsonrpc: "2.0", id: number, method: "tools/call", params });
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    accept: "application/json",
    "content-length": body.length,
  };
  try {
    const sent = request(`${url}/mcp`, { method: "POST", agent, headers }).end(body);
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    const answer = await text(response);
    if (response.statusCode !== 200) return `HTTP ${response.statusCode}`;
    return isRight(answer, number) ? null : "wrong answer";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

function isRight(answer: string, number: number): boolean {
  const { id, result } = JSON.parse(answer) as { id?: unknown; result?: { content?: { text?: unknown }[] } };
  return id === number && result?.content?.[0]?.text === String(number);
}
