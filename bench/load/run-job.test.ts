import { expect, onTestFinished, test } from "vitest";
import type { Job } from "#bench/load/job";
import { runJob } from "#bench/load/run-job";
import { startHttpServer } from "#testing/servers/mcp-servers";
import { answerTo } from "#testing/servers/programs/tools";

const TOKENS = ["first", "other"];

async function loadOn(answerOf: (body: string) => { status: number; body: string }) {
  const tokens: string[] = [];
  const server = await startHttpServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    tokens.push(request.headers.authorization ?? "");
    const answer = answerOf(body);
    response.writeHead(answer.status).end(answer.body);
  });
  onTestFinished(server.stop);
  const job: Job = {
    port: Number(new URL(server.url).port),
    path: "/mcp",
    credentials: { header: "Authorization", prefix: "Bearer ", tokens: TOKENS },
    era: "modern",
    question: { method: "tools/call", tool: "echo" },
    connections: 3,
    warmUpMs: 20,
    windowMs: 100,
  };
  let hasBegun = false;
  const outcome = await runJob(job, () => {
    hasBegun = true;
  });
  return { outcome, tokens, hasBegun };
}

const right = (body: string) => JSON.stringify(answerTo(JSON.parse(body), 0));

test("counts right answers and spreads the load over all tokens", async () => {
  const { outcome, tokens, hasBegun } = await loadOn((body) => ({ status: 200, body: right(body) }));
  expect(hasBegun).toBe(true);
  expect(outcome).toMatchObject({ wrong: 0, firstWrong: null });
  expect(outcome.requests).toBeGreaterThan(0);
  expect(outcome.p50Ms).toBeLessThanOrEqual(outcome.p99Ms);
  expect(new Set(tokens)).toEqual(new Set(["Bearer first", "Bearer other"]));
});

test.each([
  ["another status", (body: string) => ({ status: 429, body: right(body) })],
  ["the id of another request", (body: string) => ({ status: 200, body: right(body.replace(/"id":\d/, '"id":9')) })],
  ["another text", (body: string) => ({ status: 200, body: right(body.replace(/hello \d/, "hello 9")) })],
])("counts an answer with %s as wrong", async (_, answerOf) => {
  const { outcome } = await loadOn(answerOf);
  expect(outcome.wrong).toBeGreaterThan(0);
  expect(outcome.firstWrong).toContain("HTTP/1.1");
});

test("sends a plain request unchanged except for the token", async () => {
  const seen: string[] = [];
  const server = await startHttpServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    seen.push(`${request.method} ${request.url} ${request.headers.cookie} ${body}`);
    response.end(JSON.stringify({ valid: true }));
  });
  onTestFinished(server.stop);
  const job: Job = {
    port: Number(new URL(server.url).port),
    path: "/verify?a=b",
    headers: ["Cookie: c"],
    credentials: { tokens: TOKENS },
    question: { method: "plain", verb: "POST", body: '{"key":"first"}', right: ['"valid":true'] },
    connections: 1,
    warmUpMs: 20,
    windowMs: 50,
  };
  expect(await runJob(job, () => {})).toMatchObject({ wrong: 0 });
  const wanted = TOKENS.map((token) => `POST /verify?a=b c {"key":"${token}"}`);
  expect(new Set(seen)).toEqual(new Set(wanted));
  const question = { ...job.question, right: ['"valid":false'] };
  expect((await runJob({ ...job, question }, () => {})).wrong).toBeGreaterThan(0);
});
