import { Writable } from "node:stream";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { provide } from "#lib/process";
import { post, postModern } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { connect, makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { makeUser, makeWorkspace, NOW } from "#testing/people/factories";
import { type RunningMcpServer, startHttpServer, startModernServer } from "#testing/servers/mcp-servers";

useDatabase();

const SECRET = "s3cret-header-value";
const lines: string[] = [];
let gateway: RunningGateway;
let guarded: RunningMcpServer;

beforeAll(async () => {
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  provide("log", pino({ level: "trace" }, sink));
  gateway = await startGateway();
  guarded = await startModernServer({ requiredHeader: { name: "X-Secret", value: SECRET } });
});
afterAll(async () => {
  await gateway.stop();
  await guarded.stop();
});

test("writes no key and no header value to an answer or a log line, also when something fails", async () => {
  const ada = await makeUser("Ada");
  const acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  const { token } = await makeToken(ada, [acme]);
  const id = await connect(acme, guarded.url, { slug: "guarded", headers: [{ name: "X-Secret", value: SECRET }] });
  const echoing = await startHttpServer((request, response) => {
    request.resume();
    response.writeHead(500).end(JSON.stringify(request.headers));
  });

  const answers: unknown[] = [];
  const call = { method: "tools/call", params: { name: "guarded__list_notes" } };
  const setUrl = (url: string) => db().upstream.update({ where: { id }, data: { url, revision: { increment: 1 } } });
  for (const url of [guarded.url, echoing.url, "http://127.0.0.1:1/", "http://nowhere.invalid/"]) {
    await setUrl(url);
    for (const send of [post, postModern]) answers.push((await send(gateway.url, token, call)).body);
  }
  for (const text of ["{", token, `{"jsonrpc":"2.0","id":1,"method":"${token}"`]) {
    answers.push((await post(gateway.url, token, text)).body);
  }
  answers.push((await post(`${gateway.url}?key=${token}`, null, call)).body);
  await db().key.updateMany({ data: { revokedAt: NOW } });
  answers.push((await post(gateway.url, token, call)).body);

  const everything = JSON.stringify(answers) + lines.join("");
  expect(answers).toHaveLength(13);
  expect(everything).not.toContain(token);
  expect(everything).not.toContain(SECRET);
  await echoing.stop();
});
