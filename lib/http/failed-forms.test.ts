import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { countForm } from "#lib/http/failed-forms";
import { forget } from "#lib/process";
import { provideTestEnv } from "#testing/databases/use-database";

const BURST = 60;

/** Answers each form with the status that its path names. */
const server = createServer(async (request, response) => {
  const refused = await countForm(request, response);
  response.writeHead(refused?.status ?? Number(request.url?.slice(1)), refused?.headers).end(refused?.message);
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  provideTestEnv({ TRUST_PROXY: "true" });
  forget("rate-limit:failed-forms-by-network");
});

async function send(status: number, times: number, from = "192.0.2.1"): Promise<number[]> {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${status}`;
  const answers: number[] = [];
  for (let time = 0; time < times; time += 1) {
    const answer = await fetch(url, { method: "POST", headers: { "x-forwarded-for": from } });
    await answer.text();
    answers.push(answer.status);
  }
  return answers;
}

test("forms that succeed count for nothing", async () => {
  expect(new Set(await send(200, 2 * BURST))).toEqual(new Set([200]));
  expect(new Set(await send(303, 2 * BURST))).toEqual(new Set([303]));
});

test("forms that fail are refused beyond the burst, for their network alone", async () => {
  const answers = await send(500, BURST + 20);
  expect(answers.slice(0, BURST)).toEqual(Array(BURST).fill(500));
  expect(answers.at(-1)).toBe(429);
  expect(await send(200, 1, "198.51.100.7")).toEqual([200]);
});
