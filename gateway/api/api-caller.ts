import type { IncomingMessage } from "node:http";
import type { Context, MiddlewareHandler } from "hono";
import { ApiError } from "#gateway/api/api-error";
import { authenticateApiToken } from "#lib/api-tokens/authenticate";
import type { ApiScope } from "#lib/auth/api-scopes";
import { addressBehindProxy } from "#lib/auth/client-address";
import { type CredentialKind, credentialKind } from "#lib/auth/credential-kind";
import type { Caller } from "#lib/auth/principal";
import type { Clock } from "#lib/clock";
import { env } from "#lib/env";
import { bearerChallenge } from "#lib/http/bearer-challenge";
import { API_TOKENS_PATH, publicAddress } from "#lib/http/public-address";
import type { IdempotentWrite } from "#lib/idempotency/idempotent-write";
import { Limiter } from "#lib/rate-limit/limiter";
import { networkOf } from "#lib/rate-limit/network";
import { type Rate, type Refusal, refusalHeaders } from "#lib/rate-limit/rate";
import { oneLine } from "#lib/text/one-line";
import type { WorkspaceView } from "#lib/workspaces/dto";

/** The values that every handler of the API finds in its context. */
export type ApiEnvironment = {
  Bindings: { incoming: IncomingMessage };
  Variables: {
    requestId: string;
    caller: Caller;
    scopes: readonly ApiScope[];
    /** The workspace that `X-Active-Account` names; null without that header. */
    account: WorkspaceView | null;
    /** Set for a write that has an `Idempotency-Key` and was not done before. */
    write?: IdempotentWrite;
  };
};

/** Counts the requests of a person. Anybody can have many tokens, so the tokens share one limit. */
const REQUESTS = new Limiter("api-requests", requestRate);
const FAILURES = new Limiter("failed-api-authentication", () => ({ times: 60, perSeconds: 60, burst: 60 }));
const APP_MAX = 100;

/** Returns the rate of requests for all tokens of one person; null for no limit. */
export function requestRate(): Rate | null {
  const { RATE_LIMIT_API_PER_MINUTE: times, RATE_LIMIT_API_BURST: burst } = env();
  return times === 0 ? null : { times, perSeconds: 60, burst };
}

/**
 * Authenticates a request by its API token and puts the caller and the token's scopes into the context.
 * @throws ApiError 401 without a valid token, 403 for an MCP key, 429 above the rate of the person or of failed attempts
 */
export function authenticate(clock: Clock): MiddlewareHandler<ApiEnvironment> {
  return async (context, next) => {
    const now = clock.now();
    const address = addressOf(context);
    const app = oneLine(context.req.header("x-origin-app") ?? null, APP_MAX);
    const token = readBearer(context.req.header("authorization"));
    const kind = token === null ? null : credentialKind(token);
    const principal =
      token !== null && kind === "api_token" ? await authenticateApiToken(token, now, { address, app }) : null;
    if (!principal) {
      throwIfLimited(await FAILURES.take(networkOf(address)), "Too many requests with invalid credentials.");
      throw authenticationError(kind);
    }
    throwIfLimited(await REQUESTS.take(principal.userId), "Too many requests with your API tokens.");
    context.set("caller", { principal, now, address, originApp: app });
    context.set("scopes", principal.scopes);
    await next();
  };
}

/** Returns the address of the client that sent a request. */
export function addressOf(context: Context<ApiEnvironment>): string {
  const { remoteAddress } = context.env.incoming.socket;
  return addressBehindProxy(remoteAddress ?? "unknown", context.req.header("x-forwarded-for"));
}

/** @throws ApiError 429 when a limiter refused the request */
export function throwIfLimited(refusal: Refusal | undefined, reason: string): void {
  if (!refusal) return;
  const message = `${reason} Try again in ${refusal.waitSeconds} seconds.`;
  throw new ApiError("RATE_LIMITED", message, { headers: refusalHeaders(refusal) });
}

const BEARER = /^Bearer +(\S+) *$/i;

function readBearer(authorization: string | undefined): string | null {
  return BEARER.exec(authorization ?? "")?.[1] ?? null;
}

const REALM = "latchkey-api";

function authenticationError(kind: CredentialKind | null): ApiError {
  const place = publicAddress(API_TOKENS_PATH);
  if (kind === "key") {
    const message = `This is an MCP key. It may use MCP servers, but it may not manage keys. Send an API token. Create one: ${place}`;
    return new ApiError("WRONG_CREDENTIAL_TYPE", message);
  }
  if (kind === null) {
    const message = `Send an API token as \`Authorization: Bearer latchkey_pat_…\`. Create one: ${place}`;
    return new ApiError("UNAUTHENTICATED", message, { headers: { "www-authenticate": bearerChallenge(REALM) } });
  }
  const message = `API token not found, expired or revoked. Create a new one: ${place}`;
  const challenge = bearerChallenge(REALM, { problem: { error: "invalid_token", description: message } });
  return new ApiError("UNAUTHENTICATED", message, { headers: { "www-authenticate": challenge } });
}
