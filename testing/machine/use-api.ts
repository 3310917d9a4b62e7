import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { API_SCOPES, type ApiScope } from "#lib/auth/api-scopes";
import { forget } from "#lib/process";
import { Limiter } from "#lib/rate-limit/limiter";
import { type Ask, asking, makeApiToken } from "#testing/clients/api-client";
import { makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { makeUser, makeWorkspace, NOW, type TestUser, type TestWorkspace } from "#testing/people/factories";

/** The name of the limiter for requests of a person. */
const REQUESTS_NAME = "api-requests";

/** A running API. Each test gets a new user Ada, her workspace Acme, and a token of hers with every scope. */
export type ApiWorld = {
  gateway: RunningGateway;
  ada: TestUser;
  acme: TestWorkspace;
  ask: Ask;
  /** Makes a token of another user and sends requests with it. */
  as(user: TestUser, scopes?: readonly ApiScope[]): Promise<Ask>;
};

/** Starts one server for all tests of a file. Call it after `useDatabase`. */
export function useApi(): ApiWorld {
  const world = {
    as: async (user, scopes) => asking(world.gateway.origin, await makeApiToken(user, { scopes })),
  } as ApiWorld;
  beforeAll(async () => {
    world.gateway = await startGateway({ now: () => NOW });
  });
  afterAll(() => world.gateway.stop());
  beforeEach(async () => {
    for (const name of [REQUESTS_NAME, "failed-api-authentication"]) forget(`rate-limit:${name}`);
    world.ada = await makeUser("Ada");
    world.acme = await makeWorkspace("Acme", [[world.ada, "owner"]]);
    world.ask = await world.as(world.ada);
  });
  return world;
}

/** A request that a token with this scope may send. */
type Operation = { method: string; path: () => string; scope: ApiScope };

/** Adds tests that each operation refuses callers without the right, also when the rest of the request is invalid. */
export function testRefusals(world: ApiWorld, operations: Record<string, Operation>): void {
  const named = Object.entries(operations);

  test.each(named)("answers 401 to %s without a token", async (_name, { method, path }) => {
    const { status, body } = await asking(world.gateway.origin, null)(method, path());
    expect([status, body]).toMatchObject([401, errorOf("UNAUTHENTICATED")]);
  });

  test.each(named)("answers 403 to %s with an MCP key", async (_name, { method, path }) => {
    const { token } = await makeToken(world.ada, [world.acme]);
    const { status, body } = await asking(world.gateway.origin, token)(method, path());
    expect([status, body]).toMatchObject([403, errorOf("WRONG_CREDENTIAL_TYPE")]);
  });

  test.each(named)("answers 403 to %s with a token of every other scope", async (_name, { method, path, scope }) => {
    const ask = await world.as(
      world.ada,
      API_SCOPES.filter((one) => one !== scope),
    );
    const { status, body } = await ask(method, path());
    expect([status, body]).toMatchObject([403, errorOf("FORBIDDEN")]);
    expect(JSON.stringify(body)).toContain(scope);
  });

  test.each(named)("answers 429 to %s with a token of a person over their limit", async (_name, { method, path }) => {
    await allowOneRequest();
    await world.ask("GET", "/keys");
    const { status, headers, body } = await world.ask(method, path());
    expect([status, body]).toMatchObject([429, errorOf("RATE_LIMITED")]);
    for (const name of ["retry-after", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"]) {
      expect(headers.get(name)).toMatch(/^\d+$/);
    }
  });
}

/** Allows each person one request an hour from now on. An hour is long enough for a slow machine. */
async function allowOneRequest(): Promise<void> {
  forget(`rate-limit:${REQUESTS_NAME}`);
  await new Limiter(REQUESTS_NAME, () => ({ times: 1, perSeconds: 3_600, burst: 1 })).take("nobody");
}

/** Returns the form of an error answer. */
export function errorOf(code: string) {
  return { request_id: expect.stringMatching(/^req_/), error: { code, message: expect.any(String) } };
}

/** Returns the paths of the wrong fields in an answer with status 400. */
export function wrongFields({ status, body }: Awaited<ReturnType<Ask>>): string[] {
  expect([status, body]).toMatchObject([400, errorOf("INVALID_INPUT")]);
  const { details } = body.error as { details: { path: string }[] };
  return details.map(({ path }) => path).sort();
}
