import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { listApiTokens } from "#lib/api-tokens/queries";
import { db } from "#lib/db/client";
import { forget } from "#lib/process";
import { generateToken } from "#lib/secrets/token";
import { asking, makeApiToken } from "#testing/clients/api-client";
import { post } from "#testing/clients/post";
import { contractOf } from "#testing/contract/contract";
import { useDatabase } from "#testing/databases/use-database";
import { makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { callerOf, makeUser, makeWorkspace } from "#testing/people/factories";

useDatabase();

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());
beforeEach(() => forget("rate-limit:leak-reports"));

async function adasToken() {
  const ada = await makeUser("Ada");
  const acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  return { ada, acme, ...(await makeToken(ada, [acme])) };
}

type Answer = { status: number; headers: Headers; body: unknown };

async function send(body: unknown, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(`${gateway.origin}/api/v1/credentials/revoke`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
    ...init,
  });
  const answer = { status: response.status, headers: response.headers, body: await response.json() };
  (await contractOf(gateway.origin)).check({ method: "POST", path: "/credentials/revoke", ...answer });
  return answer;
}

const PING = { method: "ping" };

describe("a report", () => {
  test("revokes the keys, and the running gateway refuses the next request", async () => {
    const { token, ada, keyId } = await adasToken();
    expect((await post(gateway.url, token, PING)).status).toBe(200);
    expect((await send({ credentials: [token] })).status).toBe(202);
    expect((await post(gateway.url, token, PING)).status).toBe(401);
    expect(await db().notice.findMany()).toMatchObject([{ userId: ada.id, keyId, kind: "key.leaked" }]);
  });

  test("revokes API tokens, and their owner sees the reason", async () => {
    const ada = await makeUser("Ada");
    const [token, other] = [await makeApiToken(ada), await makeApiToken(ada)];
    const list = async (which: string) => (await asking(gateway.origin, which)("GET", "/keys")).status;
    expect([await list(token), await list(other)]).toEqual([200, 200]);
    expect((await send({ credentials: [token] })).status).toBe(202);
    expect([await list(token), await list(other)]).toEqual([401, 200]);
    expect((await listApiTokens(callerOf(ada))).map((one) => [one.status, one.leakedAt !== null]).sort()).toEqual([
      ["active", false],
      ["revoked", true],
    ]);
    await send({ credentials: [token] });
    const events = await db().auditEvent.findMany({ where: { action: "api_token.leaked" } });
    expect(events).toMatchObject([
      { actorKind: "stranger", workspaceId: null, details: { source: "anybody", ownerId: ada.id } },
    ]);
    expect(JSON.stringify(events)).not.toContain(token);
  });

  test("has the same answer and time for known and unknown tokens", async () => {
    const { token } = await adasToken();
    const timed = async (credentials: string[]) => {
      const startedAtMs = performance.now();
      const { status, headers, body } = await send({ credentials });
      const names = [...headers.keys()].sort();
      return { answer: { status, body, names }, tookMs: performance.now() - startedAtMs };
    };
    const known = await timed([token]);
    for (const credentials of [[generateToken("mcp_")], ["nonsense"], [token]]) {
      const unknown = await timed(credentials);
      expect(unknown.answer).toEqual(known.answer);
      expect(unknown.tookMs).toBeGreaterThan(240);
    }
    expect(known.answer).toMatchObject({ status: 202, body: { status: "accepted" } });
    expect(known.tookMs).toBeGreaterThan(240);
  });

  test("accepts a thousand tokens with white space around them", async () => {
    const { token } = await adasToken();
    const others = Array.from({ length: 999 }, () => generateToken("mcp_"));
    expect((await send({ credentials: [...others, ` ${token}\n`] })).status).toBe(202);
    expect((await post(gateway.url, token, PING)).status).toBe(401);
  });

  test.each(["application/json; charset=utf-8", "Application/JSON"])("is accepted as %s", async (type) => {
    const { token } = await adasToken();
    expect((await send({ credentials: [token] }, { headers: { "content-type": type } })).status).toBe(202);
    expect((await post(gateway.url, token, PING)).status).toBe(401);
  });

  test("needs no account, and is recorded with the address of the reporter", async () => {
    const { token, keyId } = await adasToken();
    await send({ credentials: [token] });
    const events = await db().auditEvent.findMany({ where: { action: "key.leaked", workspaceId: null } });
    expect(events).toMatchObject([{ targetId: keyId, actorKind: "stranger", actorId: null, address: "127.0.0.1" }]);
  });
});

describe("a report is refused", () => {
  test.each([
    ["with more than a thousand tokens", { credentials: Array.from({ length: 1_001 }, () => "x") }],
    ["with none", { credentials: [] }],
    ["with a token that is not text", { credentials: [1] }],
    ["of another form", ["x"]],
    ["that is not JSON", "{"],
    ["that nests too deep", `{"credentials":${"[".repeat(100)}${"]".repeat(100)}}`],
  ])("%s", async (_which, body) => {
    const answer = await send(body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ error: { code: "INVALID_INPUT" } });
  });

  test.each([
    ["nests deeper than 8 levels", `{"credentials":${"[".repeat(8)}${"]".repeat(8)}}`],
    ["has more than 20,000 objects, lists and fields", `{"credentials":[${"[],".repeat(20_000)}[]]}`],
  ])("that %s, before it is read", async (_which, body) => {
    const answer = await send(body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ error: { message: expect.stringContaining("too many parts") } });
  });

  test("that is larger than 1 MiB, with and without Content-Length", async () => {
    const body = JSON.stringify({ credentials: ["x".repeat(1_100_000)] });
    expect((await send(body)).status).toBe(413);
    const stream = new Blob([body]).stream();
    expect((await send("", { body: stream, duplex: "half" } as RequestInit)).status).toBe(413);
  });

  test("whose Content-Type is not JSON", async () => {
    expect((await send({ credentials: ["x"] }, { headers: { "content-type": "text/plain" } })).status).toBe(415);
  });

  test("that is not sent with POST", async () => {
    const response = await fetch(`${gateway.origin}/api/v1/credentials/revoke`);
    expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
  });

  test("when its address has sent too many", async () => {
    const answers = await Promise.all(Array.from({ length: 31 }, () => send({ credentials: [] })));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(1);
    expect(Number(refused[0]?.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(refused[0]?.body).toMatchObject({ error: { code: "RATE_LIMITED" } });
  });
});
