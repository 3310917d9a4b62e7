import { createRoute, type RouteConfig, z } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import type { ApiEnvironment } from "#gateway/api/api-caller";
import { API_ERRORS, ApiError, type ApiErrorCode } from "#gateway/api/api-error";
import { idempotent } from "#gateway/api/idempotency";
import type { ApiScope } from "#lib/auth/api-scopes";
import type { Limiter } from "#lib/rate-limit/limiter";

const errorCode = z
  .enum(Object.keys(API_ERRORS) as [ApiErrorCode, ...ApiErrorCode[]])
  .openapi("ErrorCode", { description: "One of a closed list of codes. The introduction has a table of them." });

/** The schema of every error. */
const errorSchema = z
  .object({
    request_id: z.string().openapi({ example: "req_1f9a3bc04d-2k" }),
    error: z.object({
      code: errorCode,
      message: z.string(),
      details: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    }),
  })
  .openapi("Error");

/** The meaning of each error status. */
export const ERROR_DESCRIPTIONS: Record<number, string> = {
  400: "The request is not valid. `details` lists every wrong field.",
  401: "The API token is missing or not valid.",
  403: "The token lacks a scope, the caller's role does not allow this, or the request has an MCP key.",
  404: "It does not exist, or it belongs to somebody else.",
  409: "The present state does not allow this.",
  413: "The body is too large.",
  415: "The Content-Type is not JSON.",
  429: "Too many requests. `Retry-After` says when to try again.",
  500: "Latchkey has a defect.",
  503: "Latchkey cannot answer at the moment.",
};

function errorAnswers(statuses: readonly number[]) {
  const content = { "application/json": { schema: errorSchema } };
  return Object.fromEntries(
    statuses.map((status) => [status, { description: ERROR_DESCRIPTIONS[status] ?? "Refused.", content }]),
  );
}

type ApiRoute = Omit<RouteConfig, "security" | "middleware"> & {
  /** The name of the operation in generated clients. It must not change. */
  operationId: string;
  /** The scope that the token needs. */
  scope: ApiScope;
  /** The error statuses that this route has in addition to those of every route. */
  errors?: readonly (400 | 404 | 409)[];
};

/** Makes a route that needs an API token with the given scope. */
export function apiRoute<const Route extends ApiRoute>({ scope, errors = [], ...route }: Route) {
  const statuses = [...errors, 401, 403, 429, 503];
  return createRoute({
    ...route,
    security: [{ apiToken: [scope] }],
    middleware: [needsScope(scope), idempotent] as const,
    responses: { ...route.responses, ...errorAnswers(statuses) } as Route["responses"],
  });
}

type PublicRoute = Omit<RouteConfig, "security"> & {
  operationId: string;
  /** What counts the requests of each network. The handler or a middleware takes from it before anything else. */
  limiter: Limiter;
  /** The error statuses that this route has in addition to those of every route. */
  errors?: readonly (400 | 401 | 413 | 415)[];
};

/** Makes a route that needs no API token. Mount it before the middleware that authenticates. */
export function publicRoute<const Route extends PublicRoute>({ limiter, errors = [], ...route }: Route) {
  return createRoute({
    ...route,
    "x-limiter": limiter.name,
    security: [],
    responses: { ...route.responses, ...errorAnswers([...errors, 429, 503]) } as Route["responses"],
  });
}

function needsScope(scope: ApiScope): MiddlewareHandler<ApiEnvironment> {
  return async (context, next) => {
    if (!context.get("scopes").includes(scope)) {
      throw new ApiError("FORBIDDEN", `This API token may not do this. It needs the scope ${scope}.`);
    }
    await next();
  };
}
