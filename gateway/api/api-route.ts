import { createRoute, type RouteConfig, z } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import type { ApiEnvironment } from "#gateway/api/api-caller";
import { API_ERRORS, ApiError, type ApiErrorCode } from "#gateway/api/api-error";
import { idempotent } from "#gateway/api/idempotency";
import type { ApiScope } from "#lib/auth/api-scopes";

const errorCode = z
  .enum(Object.keys(API_ERRORS) as [ApiErrorCode, ...ApiErrorCode[]])
  .openapi("ErrorCode", { description: "A closed list: see the table in the introduction." });

/** The form of every error. */
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

/** What an error of each status means. */
export const ERROR_DESCRIPTIONS: Record<number, string> = {
  400: "The request is not valid; `details` lists every wrong field.",
  401: "No API token, or one that is not valid.",
  403: "The token lacks a scope, the caller's role does not allow this, or an MCP key was sent.",
  404: "There is no such thing, or it is somebody else's.",
  409: "It cannot be done in the present state.",
  413: "The body is too large.",
  415: "The body is not called JSON.",
  429: "Too many requests; `Retry-After` says when to try again.",
  500: "A defect of Latchkey.",
  503: "Latchkey cannot answer at the moment.",
};

function errorAnswers(statuses: readonly number[]) {
  const content = { "application/json": { schema: errorSchema } };
  return Object.fromEntries(
    statuses.map((status) => [status, { description: ERROR_DESCRIPTIONS[status] ?? "Refused.", content }]),
  );
}

type ApiRoute = Omit<RouteConfig, "security" | "middleware"> & {
  /** The name of the operation in clients that are made from the document; it is not to change. */
  operationId: string;
  /** The scope that the token needs. */
  scope: ApiScope;
  /** Errors besides those that every request can meet. */
  errors?: readonly (400 | 404 | 409)[];
};

/** A route for whoever has an API token: the scope that it names is the one that is asked for. */
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
  /** Errors besides those that every request can meet. */
  errors?: readonly (400 | 401 | 413 | 415)[];
};

/** A route for anybody: it needs no API token, and is to be mounted before one is asked for. */
export function publicRoute<const Route extends PublicRoute>({ errors = [], ...route }: Route) {
  return createRoute({
    ...route,
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
