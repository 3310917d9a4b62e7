import { Hono } from "hono";
import { beforeEach, describe, expect, test } from "vitest";
import { errorResponse } from "#gateway/api/api-error";
import { AppError } from "#lib/errors";
import { provideTestEnv } from "#testing/databases/use-database";

beforeEach(() => provideTestEnv({ DATABASE_URL: "postgresql://nowhere/none" }));

/** What the API answers when a handler throws this error. */
async function answerTo(error: Error, request: RequestInit = {}) {
  const app = new Hono();
  app.use(async (context, next) => {
    context.set("requestId", "req_1");
    await next();
  });
  app.get("/", () => {
    throw error;
  });
  app.onError((thrown, context) => errorResponse(context, thrown));
  const response = await app.request(new Request("http://localhost/", request));
  const body = (await response.json()) as { request_id: string; error: { code: string; message: string } };
  return { status: response.status, headers: response.headers, body };
}

const withCode = (code: string) => Object.assign(new Error("secret of the driver"), { code });

describe("an error that means that the database is away", () => {
  test.each([
    "ECONNREFUSED",
    "ECONNRESET",
    "ETIMEDOUT",
    "EPIPE",
    "08006",
    "53100",
    "53300",
    "25006",
    "28P01",
    "3D000",
    "ENOTFOUND",
    "57P01",
    "57014",
    "P1001",
    "P1002",
    "P1008",
    "P1017",
    "P2024",
    "P2028",
    "P2037",
  ])("answers 503 with Retry-After for the code %s", async (code) => {
    const { status, headers, body } = await answerTo(withCode(code));
    expect([status, headers.get("retry-after"), headers.get("cache-control")]).toEqual([503, "5", "no-store"]);
    expect(body).toMatchObject({ request_id: "req_1", error: { code: "UNAVAILABLE" } });
    expect(JSON.stringify(body)).not.toContain("secret");
  });
});

describe("any other error that nobody expected", () => {
  test.each(["23505", "42P01", "P2002", "P10011", "XECONNREFUSED", "EACCES", "ENOENT", ""])(
    "answers 500 for the code %j",
    async (code) => {
      const { status, headers, body } = await answerTo(withCode(code));
      expect([status, headers.get("retry-after")]).toEqual([500, null]);
      expect(body).toMatchObject({ request_id: "req_1", error: { code: "INTERNAL" } });
      expect(JSON.stringify(body)).not.toContain("secret");
    },
  );

  test("answers 500 without a code", async () => {
    expect((await answerTo(new Error("defect"))).status).toBe(500);
  });
});

test("answers 400 when the client left while its request waited", async () => {
  const gone = new Error("gone");
  const answer = await answerTo(gone, { signal: AbortSignal.abort(gone) });
  expect([answer.status, answer.body.error.code]).toEqual([400, "INVALID_INPUT"]);
  expect((await answerTo(new Error("defect"), { signal: AbortSignal.abort(gone) })).status).toBe(500);
  expect((await answerTo(gone)).status).toBe(500);
});

test("gives the fields, the code and Retry-After of an operation's error", async () => {
  const fields = { name: "Too long.", form: "Wrong as a whole." };
  const { status, body } = await answerTo(new AppError("INVALID_INPUT", "No.", { fields }));
  expect(status).toBe(400);
  expect(body.error).toEqual({
    code: "INVALID_INPUT",
    message: "No.",
    details: [
      { path: "name", message: "Too long." },
      { path: "", message: "Wrong as a whole." },
    ],
  });
});

test("leaves out the list of fields when no field is wrong", async () => {
  const { body } = await answerTo(new AppError("NOT_FOUND", "This key does not exist."));
  expect(body.error).toEqual({ code: "NOT_FOUND", message: "This key does not exist." });
});
