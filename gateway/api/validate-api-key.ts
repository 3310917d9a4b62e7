import { z } from "@hono/zod-openapi";
import type { Context, Next } from "hono";
import { type ApiEnvironment, addressOf, limit } from "#gateway/api/api-caller";
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

/** Many times the longest token. */
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
    .openapi({ description: "Of the owner; null for a service key, which a workspace owns." }),
  workspaces: z
    .array(z.object({ id: z.string(), name: z.string(), slug: z.string() }))
    .openapi({ description: "Those that the key reaches now." }),
  scopes: z.array(z.enum(SCOPES)),
  expires_at: z.iso.datetime().nullable().openapi({ description: "Null for a key that never expires." }),
});

const invalidSchema = z.object({ valid: z.literal(false) });

const validateRoute = publicRoute({
  operationId: "validateKey",
  method: "post",
  path: "/auth/validate-api-key",
  summary: "Validate a key",
  description: `For a service that was shown an MCP key: whether the gateway would let it in at this moment, and with what.
It needs no API token. Whatever is no key that works is \`{"valid": false}\`, without a reason: unknown or malformed, expired, revoked, or of another kind.
A workspace whose policy keeps the key out is left out; that a policy allows some networks alone does not count here, for they are about whoever uses the key.`,
  tags: ["Keys"],
  errors: [400, 413, 415],
  middleware: [counted, boundedBodyOf(BODY_MAX_BYTES)] as const,
  request: {
    body: {
      required: true,
      content: { "application/json": { schema: z.object({ api_key: z.string().openapi({ example: "mcp_…" }) }) } },
    },
  },
  responses: {
    200: {
      description: "What the key may do, or that it may do nothing.",
      content: { "application/json": { schema: z.discriminatedUnion("valid", [validSchema, invalidSchema]) } },
    },
  },
});

/** `POST /auth/validate-api-key` */
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
 * Valid answers count too, and no failure counts elsewhere: whoever sends wrong keys through a service slows down
 * nobody but what asks from its address.
 */
async function counted(context: Context<ApiEnvironment>, next: Next): Promise<void> {
  limit(await VALIDATIONS.take(networkOf(addressOf(context))), "Too many keys to validate from this address.");
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
