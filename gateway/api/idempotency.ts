import { hash } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { z } from "zod";
import type { ApiEnvironment } from "#gateway/api/api-caller";
import { ApiError } from "#gateway/api/api-error";
import { withConcurrencyLimit } from "#gateway/api/concurrency";
import type { Caller } from "#lib/auth/principal";
import type { Prisma } from "#lib/db/client";
import {
  type Answer,
  findRepetition,
  type IdempotentWrite,
  type Repetition,
  UnderWayError,
  writeOnce,
} from "#lib/idempotency/idempotent-write";

const IDEMPOTENCY_HEADER = "idempotency-key";
const REPLAYED_HEADER = "idempotent-replayed";

const WRITES = new Set(["POST", "PATCH", "DELETE"]);

/**
 * Repeats the answer of a write whose `Idempotency-Key` was used within the last day, also when the data has changed
 * since then. A write with a new key is passed on, and `performWrite` does it.
 */
export const idempotent: MiddlewareHandler<ApiEnvironment> = async (context, next) => {
  const key = context.req.header(IDEMPOTENCY_HEADER);
  if (key === undefined || !WRITES.has(context.req.method)) return next();
  const write = await readIdempotentWrite(context, key);
  context.set("write", write);
  const repetition = await findRepetition(write, context.get("caller").now);
  if (!repetition) return next();
  const { status, body } = repeatAnswer(context, repetition);
  return context.json(body, status as ContentfulStatusCode);
};

/**
 * Does a write. With an `Idempotency-Key` the write is done once, even if it is sent several times: its answer is stored
 * in the same transaction, without the secret.
 * @param status the HTTP status of the answer
 * @param work does the write with the caller that it receives, and makes the body of the answer
 * @returns the body; for a repeated write the body of the first answer, without the secret
 * @throws ApiError IDEMPOTENCY_KEY_REUSED for a key of another request; CONFLICT while the same write is under way
 */
export function performWrite<Body extends object>(
  context: Context<ApiEnvironment>,
  status: number,
  work: (caller: Caller) => Promise<Body>,
): Promise<Body> {
  const write = context.get("write");
  return withConcurrencyLimit(context, () =>
    write ? performIdempotentWrite(context, { write, status, work }) : work(context.get("caller")),
  );
}

type Marked<Body> = { write: IdempotentWrite; status: number; work: (caller: Caller) => Promise<Body> };

async function performIdempotentWrite<Body extends object>(
  context: Context<ApiEnvironment>,
  { write, status, work }: Marked<Body>,
): Promise<Body> {
  const caller = context.get("caller");
  try {
    const done = await writeOnce(write, caller.now, async (transaction) => {
      const body = await work({ ...caller, transaction });
      return { result: body, answer: { status, body: withoutSecret(body) } };
    });
    return done.outcome === "first" ? done.result : (repeatAnswer(context, done).body as Body);
  } catch (error) {
    if (!(error instanceof UnderWayError)) throw error;
    const message = "A request with this Idempotency-Key is under way. Send it again in a few seconds.";
    throw new ApiError("CONFLICT", message, { headers: { "retry-after": "5" } });
  }
}

async function readIdempotentWrite(context: Context<ApiEnvironment>, key: string): Promise<IdempotentWrite> {
  if (!z.uuid().safeParse(key).success) {
    const message = "The Idempotency-Key must be a UUID.";
    throw new ApiError("INVALID_INPUT", message, { details: [{ path: "Idempotency-Key", message }] });
  }
  const { method, path } = context.req;
  const request = `${method}\n${path}\n${context.get("account")?.id ?? ""}\n${await context.req.text()}`;
  return {
    userId: context.get("caller").principal.userId,
    key: key.toLowerCase(),
    requestHash: hash("sha256", request),
  };
}

/** Returns the stored answer of a repeated write. @throws ApiError IDEMPOTENCY_KEY_REUSED for a key of another request */
function repeatAnswer(context: Context<ApiEnvironment>, repetition: Repetition): Answer {
  if (repetition.outcome === "reused") {
    const message = "This Idempotency-Key was sent with another request. Use a new key for each request.";
    throw new ApiError("IDEMPOTENCY_KEY_REUSED", message);
  }
  context.header(REPLAYED_HEADER, "true");
  return repetition.answer;
}

/** Removes the token of a new key. Only a whole token has a warning beside it; without one `token` is the mask. */
function withoutSecret(body: object): Answer["body"] {
  const { token, warning, ...others } = body as Record<string, Prisma.InputJsonValue>;
  return warning === undefined && token !== undefined ? { ...others, token } : others;
}
