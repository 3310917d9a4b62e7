import { z } from "@hono/zod-openapi";
import { findAccount, keyInAccount, requireAccount, requireWithinAccount } from "#gateway/api/account";
import { apiRoute } from "#gateway/api/api-route";
import { performWrite } from "#gateway/api/idempotency";
import { json } from "#gateway/api/json-content";
import {
  createdKeySchema,
  keyRecord,
  keyRecordSchema,
  recordWithin,
  statusSchema,
  TOKEN_WARNING,
} from "#gateway/api/keys/key-record";
import { type Api, newApi } from "#gateway/api/new-api";
import { instantInPosition, listPage, listPageQuery, listPageSchema, positionOf } from "#gateway/api/paging";
import { idSchema } from "#lib/ids";
import { createKey } from "#lib/keys/life/create-key";
import { revokeKey } from "#lib/keys/life/revoke-key";
import { rotateKey } from "#lib/keys/life/rotate";
import { rotateKeySchema } from "#lib/keys/life/schema";
import { listOwnKeysForApi } from "#lib/keys/lists/own-keys-for-api";
import { createKeyBodySchema, updateKeySchema } from "#lib/keys/settings/schema";
import { updateKey } from "#lib/keys/settings/update-key";
import type { CreatedKey } from "#lib/keys/view/dto";
import { requireOwnUpstreams } from "#lib/upstreams/settings/queries";

const TAGS = ["Keys"];

const keyId = z.object({ id: idSchema("key").openapi({ description: "The key's id." }) });

const listRoute = apiRoute({
  operationId: "listKeys",
  method: "get",
  path: "/keys",
  summary: "List your keys",
  description:
    "The newest key comes first. With `X-Active-Account` the list has only the keys that reach that workspace.",
  tags: TAGS,
  scope: "keys:read",
  errors: [400, 404],
  request: {
    query: z.object({
      ...listPageQuery(positionOf(instantInPosition, idSchema("key"))),
      status: statusSchema.optional().openapi({ description: "Only keys with this status." }),
      workspaceId: idSchema("ws").optional().openapi({ description: "Only keys that reach this workspace." }),
    }),
  },
  responses: { 200: { description: "A page of your keys.", ...json(listPageSchema(keyRecordSchema)) } },
});

const createRoute = apiRoute({
  operationId: "createKey",
  method: "post",
  path: "/keys",
  summary: "Create a key",
  description:
    "Only the answer to this request has the token. Without `workspaceIds` the key reaches the workspace of `X-Active-Account`, or your only workspace.",
  tags: TAGS,
  scope: "keys:write",
  errors: [400, 404, 409],
  request: {
    body: { required: true, ...json(createKeyBodySchema.openapi({ example: { name: "CI", expiresInDays: 90 } })) },
  },
  responses: { 201: { description: "The key, with its token.", ...json(createdKeySchema) } },
});

const readRoute = apiRoute({
  operationId: "readKey",
  method: "get",
  path: "/keys/{id}",
  summary: "Read a key",
  tags: TAGS,
  scope: "keys:read",
  errors: [400, 404],
  request: { params: keyId },
  responses: { 200: { description: "The key.", ...json(keyRecordSchema) } },
});

const updateRoute = apiRoute({
  operationId: "updateKey",
  method: "patch",
  path: "/keys/{id}",
  summary: "Change a key",
  description:
    "Fields that you leave out stay as they are. A narrower setting takes effect with the key's next request.",
  tags: TAGS,
  scope: "keys:write",
  errors: [400, 404, 409],
  request: {
    params: keyId,
    body: {
      required: true,
      ...json(
        updateKeySchema
          .omit({ keyId: true, password: true })
          .openapi({ example: { name: "CI on main", scopes: ["mcp:tools:list"] } }),
      ),
    },
  },
  responses: { 200: { description: "The key as it is now.", ...json(keyRecordSchema) } },
});

const deleteRoute = apiRoute({
  operationId: "revokeKey",
  method: "delete",
  path: "/keys/{id}",
  summary: "Revoke a key",
  description:
    "A revoked key never works again. The revocation is in effect when you receive the answer. Revoking the key again has the same answer.",
  tags: TAGS,
  scope: "keys:write",
  errors: [400, 404],
  request: { params: keyId },
  responses: {
    200: { description: "The key is revoked.", ...json(z.object({ id: z.string(), deleted: z.literal(true) })) },
  },
});

const rotateRoute = apiRoute({
  operationId: "rotateKey",
  method: "post",
  path: "/keys/{id}/rotate",
  summary: "Rotate a key",
  description:
    "Creates a new key with a new token and the same settings. The old token works for as long as `overlap` says.",
  tags: TAGS,
  scope: "keys:write",
  errors: [400, 404, 409],
  request: { params: keyId, body: { required: true, ...json(rotateKeySchema.omit({ keyId: true, password: true })) } },
  responses: { 201: { description: "The new key, with its token.", ...json(createdKeySchema) } },
});

/** Makes the routes under `/keys`. */
export function keyRoutes(): Api {
  const api = newApi();
  addReads(api);
  addWrites(api);
  return api;
}

function addReads(api: Api): void {
  api.openapi(listRoute, async (context) => {
    const { status, cursor, limit, workspaceId } = context.req.valid("query");
    const account = await findAccount(context, workspaceId);
    const { keys, next } = await listOwnKeysForApi(context.get("caller"), {
      status: status ?? null,
      workspaceId: account?.id ?? null,
      after: cursor ? { createdAt: cursor[0], id: cursor[1] } : null,
      limit,
    });
    const records = keys.map((key) => recordWithin(key, key.workspaces));
    return context.json(listPage(records, next && `${next.createdAt.getTime()}.${next.id}`), 200);
  });
  api.openapi(readRoute, async (context) => {
    const key = await keyInAccount(context, context.req.valid("param").id);
    return context.json(keyRecord(key), 200);
  });
}

function addWrites(api: Api): void {
  api.openapi(createRoute, async (context) => {
    const input = context.req.valid("json");
    requireWithinAccount(context, input.workspaceIds);
    const workspaceIds = input.workspaceIds ?? [(await requireAccount(context)).id];
    if (input.serverIds) await requireOwnUpstreams(context.get("caller"), input.serverIds);
    const created = await performWrite(context, 201, async (caller) =>
      createdRecord(await createKey(caller, { ...input, workspaceIds })),
    );
    return context.json(created, 201);
  });
  api.openapi(updateRoute, async (context) => {
    const { id } = context.req.valid("param");
    const input = { ...context.req.valid("json"), keyId: id };
    if (context.get("account")) await keyInAccount(context, id);
    requireWithinAccount(context, input.workspaceIds);
    if (input.serverIds) await requireOwnUpstreams(context.get("caller"), input.serverIds);
    const updated = await performWrite(context, 200, async (caller) => keyRecord(await updateKey(caller, input)));
    return context.json(updated, 200);
  });
  api.openapi(deleteRoute, async (context) => {
    const { id } = context.req.valid("param");
    if (context.get("account")) await keyInAccount(context, id);
    const deleted = await performWrite(context, 200, async (caller) => {
      await revokeKey(caller, { keyId: id, reason: null, confirmation: null });
      return { id, deleted: true as const };
    });
    return context.json(deleted, 200);
  });
  api.openapi(rotateRoute, async (context) => {
    const { id } = context.req.valid("param");
    const input = { ...context.req.valid("json"), keyId: id };
    if (context.get("account")) await keyInAccount(context, id);
    const created = await performWrite(context, 201, async (caller) => createdRecord(await rotateKey(caller, input)));
    return context.json(created, 201);
  });
}

function createdRecord({ key, token }: CreatedKey): z.output<typeof createdKeySchema> {
  return { ...keyRecord(key), token, warning: TOKEN_WARNING };
}
