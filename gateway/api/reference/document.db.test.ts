import { randomUUID } from "node:crypto";
import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openApiDocument } from "#gateway/api/open-api-document";
import type { DocumentObject } from "#gateway/api/reference/document-types";
import { apiRoutes } from "#gateway/api/routes";
import { db } from "#lib/db/client";
import { env, provideEnv } from "#lib/env";
import { forget } from "#lib/process";
import { Limiter } from "#lib/rate-limit/limiter";
import { type Ask, asking } from "#testing/clients/api-client";
import { contractOf } from "#testing/contract/contract";
import { makeExampleWorld } from "#testing/contract/example-world";
import { type ListedOperation, operationsOf } from "#testing/contract/operations";
import { provideTestEnv, useDatabase } from "#testing/databases/use-database";
import { type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { type SecretScanner, startSecretScanner } from "#testing/machine/secret-scanner";
import { NOW } from "#testing/people/factories";

useDatabase();

let gateway: RunningGateway;
let scanner: SecretScanner;
let token: string;
let api: Ask;
beforeAll(async () => {
  gateway = await startGateway({ now: () => NOW });
  scanner = await startSecretScanner();
  provideEnv({ ...env(), SECRET_SCANNING_KEYS_URL: scanner.keysUrl });
});
afterAll(async () => {
  await scanner.stop();
  await gateway.stop();
});
beforeEach(async () => {
  for (const name of ["api-requests", "failed-api-authentication", "leak-reports"]) forget(`rate-limit:${name}`);
  token = await makeExampleWorld();
  api = asking(gateway.origin, token);
});

async function runningDocument(): Promise<DocumentObject> {
  return (await contractOf(gateway.origin)).document;
}

// The names of the tests need the same document before the gateway runs.
provideTestEnv({ DATABASE_URL: "postgresql://nowhere/none" });
const OPERATIONS = operationsOf(openApiDocument(apiRoutes({ now: () => NOW })));
const BASE = `${env().PUBLIC_URL}/api/v1`;
const WITH_TOKEN = OPERATIONS.filter(({ sample }) => sample.needsToken);
const FOR_EVERYBODY = OPERATIONS.filter(({ sample }) => !sample.needsToken);
const WRITES = WITH_TOKEN.filter(({ method }) => method !== "GET");

const send = ({ method, sample }: ListedOperation, ask: Ask = api, headers: Record<string, string> = {}) =>
  ask(method, sample.url.slice(BASE.length), sample.body, headers);

const named = (operations: ListedOperation[]) => operations.map((one) => [one.id, one] as const);

test("the document describes exactly the routes of the running API", async () => {
  const { routes } = apiRoutes({ now: () => NOW });
  const served = routes.filter(({ method }) => method !== "ALL").map(({ method, path }) => `${method} ${path}`);
  const described = operationsOf(await runningDocument()).map(({ method, path }) => `${method} ${path}`);
  const expected = new Set(served.map((route) => route.replaceAll(/:(\w+)/g, "{$1}")));
  expect(described.sort()).toEqual([...expected].sort());
});

test("the document is valid OpenAPI 3.1", async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(await runningDocument()));
  expect([valid, errors]).toEqual([true, undefined]);
});

describe("each operation answers its sample as the document says:", () => {
  test.each(named(OPERATIONS))("%s", async (_id, one) => {
    const successes = Object.keys(one.operation.responses).filter((status) => status.startsWith("2"));
    expect(successes).toHaveLength(1);
    const signature = one.id === "reportScannedSecrets" ? scanner.sign(JSON.stringify(one.sample.body)) : {};
    const { status, body } = await send(one, api, signature);
    expect([String(status), body]).toEqual([successes[0], expect.anything()]);
  });
});

describe("each operation for everybody refuses a network above the limit of its limiter:", () => {
  test.each(named(FOR_EVERYBODY))("%s", async (_id, one) => {
    const name = String(one.operation["x-limiter"]);
    forget(`rate-limit:${name}`);
    // The first use of a limiter decides its rate.
    await new Limiter(name, () => ({ times: 1, perSeconds: 3_600, burst: 1 })).take("nobody");
    const anybody = asking(gateway.origin, null);
    expect((await send(one, anybody)).status).not.toBe(429);
    const { status, body } = await send(one, anybody);
    expect([status, body]).toMatchObject([429, { error: { code: "RATE_LIMITED" } }]);
    forget(`rate-limit:${name}`);
  });
});

describe("each operation with a token is refused as the document says:", () => {
  const codeOf = (answer: { status: number; body: Record<string, unknown> }) =>
    `${answer.status} ${(answer.body.error as { code: string } | undefined)?.code}`;

  test.each(named(WITH_TOKEN))("%s", async (_id, one) => {
    expect(codeOf(await send(one, asking(gateway.origin, null)))).toBe("401 UNAUTHENTICATED");
    await db().apiToken.updateMany({ data: { scopes: [] } });
    expect(codeOf(await send(one))).toBe("403 FORBIDDEN");
  });

  test.each(named(WITH_TOKEN.filter(({ path }) => path.includes("{id}"))))(
    "%s of a record that does not exist",
    async (_id, one) => {
      const url = one.sample.url.replace(/_[0-9a-z]{26}/, "_01jd4v7m3ne9h8c6q2xk5t0bwy");
      expect(codeOf(await send({ ...one, sample: { ...one.sample, url } }))).toBe("404 NOT_FOUND");
    },
  );

  test.each(named(WRITES))("%s with an Idempotency-Key", async (_id, one) => {
    const headers = { "idempotency-key": randomUUID() };
    expect(codeOf(await send(one, api, { "idempotency-key": "again" }))).toBe("400 INVALID_INPUT");
    expect((await send(one, api, headers)).status).toBeLessThan(300);
    const again = await send(one, api, headers);
    expect([again.status < 300, again.headers.get("idempotent-replayed")]).toEqual([true, "true"]);
    const other = { ...one, sample: { ...one.sample, body: { other: true } } };
    expect(codeOf(await send(other, api, headers))).toBe("409 IDEMPOTENCY_KEY_REUSED");
    const large = { ...one, sample: { ...one.sample, body: { name: "x".repeat(300_000) } } };
    expect(codeOf(await send(large))).toBe("413 BODY_TOO_LARGE");
  });
});

test("each operation has a summary, a tag and its own name", async () => {
  const tagNames = (await runningDocument()).tags?.map(({ name }) => name);
  for (const { id, operation } of OPERATIONS) {
    const { operationId, summary, tags = [], parameters = [] } = operation;
    expect([id, summary]).toEqual([operationId, expect.stringMatching(/^[A-Z].*[^.]$/)]);
    expect([id, tags.length, tagNames]).toEqual([id, 1, expect.arrayContaining(tags)]);
    const silent = parameters.filter((one) => !("$ref" in one) && !("description" in one));
    expect([id, silent]).toEqual([id, []]);
  }
  expect(new Set(OPERATIONS.map(({ id }) => id)).size).toBe(OPERATIONS.length);
});
