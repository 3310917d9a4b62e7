import { hash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Context, MiddlewareHandler } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { z } from "zod";
import type { ApiEnvironment } from "#gateway/api/api-caller";
import { ApiError } from "#gateway/api/api-error";
import type { Clock } from "#lib/clock";
import {
  type Claim,
  claimWrite,
  type IdempotentWrite,
  releaseWrite,
  settleWrite,
} from "#lib/idempotency/idempotent-write";

const IDEMPOTENCY_HEADER = "idempotency-key";

const WRITES = new Set(["POST", "PATCH", "DELETE"]);
/** What a first answer may hold and no later one. */
const SECRETS = ["token", "warning"];
/** How long a request waits for another with the same key that is under way. */
const PATIENCE_MS = 5_000;
const ASK_AGAIN_MS = 50;

/**
 * Does a write with an `Idempotency-Key` once, however often it is sent within a day: later ones get the same answer,
 * without the secret.
 */
export function idempotent(clock: Clock): MiddlewareHandler<ApiEnvironment> {
  return async (context, next) => {
    const key = context.req.header(IDEMPOTENCY_HEADER);
    if (key === undefined || !WRITES.has(context.req.method)) return next();
    const write = await writeOf(context, key);
    const claim = await claimInTime(write, clock);
    if (claim.outcome !== "first") return replay(context, claim);
    await next();
    await settle(write, context.res);
  };
}

async function writeOf(context: Context<ApiEnvironment>, key: string): Promise<IdempotentWrite> {
  if (!z.uuid().safeParse(key).success) {
    const message = "The Idempotency-Key must be a UUID.";
    throw new ApiError("INVALID_INPUT", message, { details: [{ path: "Idempotency-Key", message }] });
  }
  const { method, path } = context.req;
  const request = `${method}\n${path}\n${await context.req.text()}`;
  return {
    userId: context.get("caller").principal.userId,
    key: key.toLowerCase(),
    requestHash: hash("sha256", request),
  };
}

async function claimInTime(write: IdempotentWrite, clock: Clock): Promise<Claim> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const claim = await claimWrite(write, clock.now());
    if (claim.outcome !== "under_way" || performance.now() > until) return claim;
    await pause(ASK_AGAIN_MS);
  }
}

function replay(context: Context<ApiEnvironment>, claim: Exclude<Claim, { outcome: "first" }>): Response {
  if (claim.outcome === "done") {
    context.header("idempotent-replayed", "true");
    return context.json(claim.answer.body, claim.answer.status as ContentfulStatusCode);
  }
  if (claim.outcome === "reused") {
    const message = "This Idempotency-Key was sent with another request. Take a new one for each.";
    throw new ApiError("IDEMPOTENCY_KEY_REUSED", message);
  }
  const message =
    "A request with this Idempotency-Key was begun and has not ended. Look whether it was done before you send it with a new one.";
  throw new ApiError("CONFLICT", message, { headers: { "retry-after": "5" } });
}

/** What was refused or failed may be sent again. */
async function settle(write: IdempotentWrite, response: Response): Promise<void> {
  if (!response.ok) return releaseWrite(write);
  const body = (await response.clone().json()) as Record<string, string>;
  const kept = Object.fromEntries(Object.entries(body).filter(([name]) => !SECRETS.includes(name)));
  await settleWrite(write, { status: response.status, body: kept });
}
