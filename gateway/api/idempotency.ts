import { hash } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { z } from "zod";
import type { ApiEnvironment } from "#gateway/api/api-caller";
import { ApiError } from "#gateway/api/api-error";
import { inTurn } from "#gateway/api/turns";
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
 * Answers a write with an `Idempotency-Key` that came within the last day as it was answered then, whatever has
 * changed since. A new one is for `once`.
 */
export const idempotent: MiddlewareHandler<ApiEnvironment> = async (context, next) => {
  const key = context.req.header(IDEMPOTENCY_HEADER);
  if (key === undefined || !WRITES.has(context.req.method)) return next();
  const write = await writeOf(context, key);
  context.set("write", write);
  const repetition = await findRepetition(write, context.get("caller").now);
  if (!repetition) return next();
  const { status, body } = replay(context, repetition);
  return context.json(body, status as ContentfulStatusCode);
};

/**
 * Does a write, and with an `Idempotency-Key` once, however often it is sent: its answer is remembered in the same
 * transaction, without the secret.
 * @param work does the write with the caller that it is given, and makes the body of the answer
 * @returns the body: that of the first answer without the secret, where the same write came first
 * @throws ApiError IDEMPOTENCY_KEY_REUSED; CONFLICT while the same write is under way
 */
export function once<Body extends object>(
  context: Context<ApiEnvironment>,
  status: number,
  work: (caller: Caller) => Promise<Body>,
): Promise<Body> {
  const write = context.get("write");
  return inTurn(context, () => (write ? doOnce(context, { write, status, work }) : work(context.get("caller"))));
}

type Marked<Body> = { write: IdempotentWrite; status: number; work: (caller: Caller) => Promise<Body> };

async function doOnce<Body extends object>(
  context: Context<ApiEnvironment>,
  { write, status, work }: Marked<Body>,
): Promise<Body> {
  const caller = context.get("caller");
  try {
    const done = await writeOnce(write, caller.now, async (transaction) => {
      const body = await work({ ...caller, transaction });
      return { result: body, answer: { status, body: withoutSecret(body) } };
    });
    return done.outcome === "first" ? done.result : (replay(context, done).body as Body);
  } catch (error) {
    if (!(error instanceof UnderWayError)) throw error;
    const message = "A request with this Idempotency-Key is under way. Send it again in some seconds.";
    throw new ApiError("CONFLICT", message, { headers: { "retry-after": "5" } });
  }
}

async function writeOf(context: Context<ApiEnvironment>, key: string): Promise<IdempotentWrite> {
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

/** What is answered again. @throws ApiError for a key that stands for another request */
function replay(context: Context<ApiEnvironment>, repetition: Repetition): Answer {
  if (repetition.outcome === "reused") {
    const message = "This Idempotency-Key was sent with another request. Take a new one for each.";
    throw new ApiError("IDEMPOTENCY_KEY_REUSED", message);
  }
  context.header(REPLAYED_HEADER, "true");
  return repetition.answer;
}

/** A whole token stands beside a warning; without one `token` is a mask. */
function withoutSecret(body: object): Answer["body"] {
  const { token, warning, ...others } = body as Record<string, Prisma.InputJsonValue>;
  return warning === undefined && token !== undefined ? { ...others, token } : others;
}
