import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { HOUR_MS, MINUTE_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { env, provideEnv } from "#lib/env";
import { forget } from "#lib/process";
import { generateToken } from "#lib/secrets/token";
import { makeApiToken } from "#testing/clients/api-client";
import { post } from "#testing/clients/post";
import { contractOf } from "#testing/contract/contract";
import { useDatabase } from "#testing/databases/use-database";
import { makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { type SecretScanner, startSecretScanner } from "#testing/machine/secret-scanner";
import { makeUser, makeWorkspace, NOW } from "#testing/people/factories";

useDatabase();

let now = NOW;
let gateway: RunningGateway;
let scanner: SecretScanner;
beforeAll(async () => {
  gateway = await startGateway({ now: () => now });
});
afterAll(() => gateway.stop());
beforeEach(() => scanWith());
afterEach(() => scanner.stop());

async function scanWith(namedCurve?: string): Promise<void> {
  now = NOW;
  scanner = await startSecretScanner(namedCurve);
  provideEnv({ ...env(), SECRET_SCANNING_KEYS_URL: scanner.keysUrl });
  for (const name of ["secret-scanning-keys", "rate-limit:leak-reports"]) forget(name);
}

const URL_FOUND = "https://github.com/octocat/Hello-World/blob/1234/foo/bar.txt";

function bodyOf(...tokens: string[]): string {
  return JSON.stringify(tokens.map((token) => ({ token, type: "latchkey_key", url: URL_FOUND, source: "content" })));
}

async function send(body: string, headers: Record<string, string> = scanner.sign(body)) {
  const response = await fetch(`${gateway.origin}/api/v1/secret-scanning/github`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });
  const answer = { status: response.status, headers: response.headers, body: (await response.json()) as unknown };
  (await contractOf(gateway.origin)).check({ method: "POST", path: "/secret-scanning/github", ...answer });
  return answer;
}

async function adasToken() {
  const ada = await makeUser("Ada");
  return makeToken(ada, [await makeWorkspace("Acme", [[ada, "owner"]])]);
}

const PING = { method: "ping" };

describe("a signed report", () => {
  test("revokes the keys in it, and says which findings are no keys", async () => {
    const { token, keyId } = await adasToken();
    const stranger = generateToken("mcp_");
    const answer = await send(bodyOf(token, stranger));
    expect(answer).toMatchObject({
      status: 200,
      body: [
        { token_raw: token, token_type: "latchkey_key", label: "true_positive" },
        { token_raw: stranger, token_type: "latchkey_key", label: "false_positive" },
      ],
    });
    expect((await post(gateway.url, token, PING)).status).toBe(401);
    const event = await db().auditEvent.findFirst({ where: { action: "key.leaked", workspaceId: null } });
    expect(event).toMatchObject({ targetId: keyId, details: { source: "github", url: URL_FOUND } });
  });

  test("revokes API tokens too, and records where each was found", async () => {
    const ada = await makeUser("Ada");
    const token = await makeApiToken(ada);
    expect(await send(bodyOf(token))).toMatchObject({ status: 200, body: [{ label: "true_positive" }] });
    expect(await send(bodyOf(token))).toMatchObject({ status: 200, body: [{ label: "true_positive" }] });
    expect(await db().auditEvent.findMany({ where: { action: "api_token.leaked" } })).toMatchObject([
      { details: { source: "github", url: URL_FOUND, ownerId: ada.id } },
    ]);
  });

  test("does not count towards the limit of its address", async () => {
    for (let index = 0; index < 35; index += 1) expect((await send(bodyOf("x"))).status).toBe(200);
  });

  test("of another form is refused", async () => {
    expect((await send('{"token":"x"}')).status).toBe(400);
  });
});

describe("a report is refused, and nothing is revoked,", () => {
  const refused = async (body: string, headers: Record<string, string>, token: string) => {
    expect((await send(body, headers)).status).toBe(401);
    expect((await post(gateway.url, token, PING)).status).toBe(200);
  };

  test("without a signature", async () => {
    const { token } = await adasToken();
    await refused(bodyOf(token), {}, token);
    expect(scanner.reads()).toBe(0);
  });

  test("with the signature of a body that differs by one byte", async () => {
    const { token } = await adasToken();
    await refused(bodyOf(token), scanner.sign(`${bodyOf(token)} `), token);
  });

  test("with a key that is not in the list", async () => {
    const { token } = await adasToken();
    const body = bodyOf(token);
    await refused(body, { ...scanner.sign(body), "github-public-key-identifier": "another" }, token);
  });

  test("with the signature of another key pair", async () => {
    const { token } = await adasToken();
    const other = await startSecretScanner();
    await refused(bodyOf(token), other.sign(bodyOf(token)), token);
    await other.stop();
  });

  test("with a key on another curve", async () => {
    await scanner.stop();
    await scanWith("secp256k1");
    const { token } = await adasToken();
    await refused(bodyOf(token), scanner.sign(bodyOf(token)), token);
  });
});

describe("the public keys", () => {
  test("are read once for many reports, and again after an hour", async () => {
    await Promise.all([send(bodyOf("x")), send(bodyOf("y"))]);
    await send(bodyOf("z"));
    expect(scanner.reads()).toBe(1);
    now = new Date(NOW.getTime() + HOUR_MS);
    await send(bodyOf("x"));
    expect(scanner.reads()).toBe(2);
  });

  test("are not read again for every unknown key identifier", async () => {
    const body = bodyOf("x");
    for (let index = 0; index < 5; index += 1) {
      await send(body, { ...scanner.sign(body), "github-public-key-identifier": `key-${index}` });
    }
    expect(scanner.reads()).toBe(1);
    now = new Date(NOW.getTime() + MINUTE_MS);
    await send(body, { ...scanner.sign(body), "github-public-key-identifier": "key-5" });
    expect(scanner.reads()).toBe(2);
  });

  test("cause a 503 with Retry-After when they cannot be read", async () => {
    scanner.fail(true);
    const { status, headers } = await send(bodyOf("x"));
    expect([status, headers.get("retry-after")]).toEqual([503, "60"]);
    scanner.fail(false);
    now = new Date(NOW.getTime() + MINUTE_MS);
    expect((await send(bodyOf("x"))).status).toBe(200);
  });

  test("stay in use while they cannot be read again", async () => {
    await send(bodyOf("x"));
    scanner.fail(true);
    now = new Date(NOW.getTime() + 2 * HOUR_MS);
    expect((await send(bodyOf("x"))).status).toBe(200);
  });
});
