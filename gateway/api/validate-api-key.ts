import { z } from "@hono/zod-openapi";
import type { Context, Next } from "hono";
import { type ApiEnvironment, addressOf, throwIfLimited } from "#gateway/api/api-caller";
import { publicRoute } from "#gateway/api/api-route";
import { boundedBodyOf } from "#gateway/api/bounded-body";
import { type Api, newApi } from "#gateway/api/new-api";
import type { Clock } from "#lib/clock";
import { env } from "#lib/env";
import type { KeyAccess } from "#lib/keys/access/authenticate";
import { isScope, SCOPES } from "#lib/keys/access/scopes";
import { validateKey } from "#lib/keys/access/validate-key";
import { Limiter } from "#lib/rate-limit/limiter";
import { networkOf } from "#lib/rate-limit/network";
import type { Rate } from "#lib/rate-limit/rate";

/** The largest body, in bytes. The longest token needs far less. */
const BODY_MAX_BYTES = 4 * 1024;

const VALIDATIONS = new Limiter("key-validations", validationRate);

function validationRate(): Rate | null {
  const { RATE_LIMIT_VALIDATION_PER_MINUTE: times, RATE_LIMIT_VALIDATION_BURST: burst } = env();
  return times === 0 ? null : { times, perSeconds: 60, burst };
}

const validSchema = z.object({
  valid: z.literal(true),
  key_id: z.string().openapi({ example: "key_01jd4v7m3ne9h8c6q2xk5t0bwz" }),
  user_id: z
    .string()
    .nullable()
    .openapi({ description: "The owner's id. Null for a service key, which a workspace owns." }),
  workspaces: z
    .array(z.object({ id: z.string(), name: z.string(), slug: z.string() }))
    .openapi({ description: "The workspaces that the key reaches now." }),
  scopes: z.array(z.enum(SCOPES)),
  expires_at: z.iso.datetime().nullable().openapi({ description: "Null for a key that never expires." }),
});

const invalidSchema = z.object({ valid: z.literal(false) });

const validateRoute = publicRoute({
  operationId: "validateKey",
  limiter: VALIDATIONS,
  method: "post",
  path: "/auth/validate-api-key",
  summary: "Validate a key",
  description: `Tells a service that received an MCP key whether the gateway accepts it at this moment, and what the key may do.
It needs no API token. A key that does not work gets \`{"valid": false}\` without a reason: it is malformed, of another kind, or not found, expired or revoked.
Workspaces whose policy blocks the key are left out. Network rules do not count here, because they are about the network of the key's user.`,
  tags: ["Keys"],
  errors: [400, 413, 415],
  middleware: [countValidation, boundedBodyOf(BODY_MAX_BYTES)] as const,
  request: {
    body: {
      required: true,
      content: { "application/json": { schema: z.object({ api_key: z.string().openapi({ example: "mcp_…" }) }) } },
    },
  },
  responses: {
    200: {
      description: "What the key may do, or that it is not valid.",
      content: { "application/json": { schema: z.discriminatedUnion("valid", [validSchema, invalidSchema]) } },
    },
  },
});

/** Makes the route `POST /auth/validate-api-key`. */
export function validationRoutes(clock: Clock): Api {
  const api = newApi();
  api.openapi(validateRoute, async (context) => {
    const access = await validateKey(context.req.valid("json").api_key, clock.now());
    context.header("cache-control", "no-store");
    return context.json(access ? validAnswer(access) : { valid: false as const }, 200);
  });
  return api;
}

/**
 * Counts every validation, also of valid keys. A failure counts nowhere else, so wrong keys that somebody sends through
 * a service slow down only that service's address.
 */
async function countValidation(context: Context<ApiEnvironment>, next: Next): Promise<void> {
  throwIfLimited(await VALIDATIONS.take(networkOf(addressOf(context))), "Too many keys to validate from this address.");
  await next();
}

function validAnswer({ keyId, userId, workspaces, scopes, expiresAtMs }: KeyAccess): z.output<typeof validSchema> {
  return {
    valid: true,
    key_id: keyId,
    user_id: userId || null,
    workspaces: workspaces.map(({ id, name, slug }) => ({ id, name, slug })),
    scopes: scopes.filter(isScope),
    expires_at: expiresAtMs === null ? null : new Date(expiresAtMs).toISOString(),
  };
}
