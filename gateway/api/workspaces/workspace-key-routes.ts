import { z } from "@hono/zod-openapi";
import { theAccount } from "#gateway/api/account";
import { apiRoute } from "#gateway/api/api-route";
import { json } from "#gateway/api/json-content";
import { keyRecordSchema, recordWithin, statusSchema } from "#gateway/api/keys/key-record";
import { type Api, newApi } from "#gateway/api/new-api";
import { page, pageOf, pagingOf } from "#gateway/api/paging";
import { workspaceId } from "#gateway/api/workspaces/workspace-id";
import { keyCursorSchema, keyOwnerSchema, listWorkspaceKeysSchema } from "#lib/keys/lists/schema";
import { listWorkspaceKeysForApi } from "#lib/keys/lists/workspace-keys";
import type { WorkspaceKeyView } from "#lib/keys/view/dto";
import type { WorkspaceView } from "#lib/workspaces/dto";

const { search, access, sort } = listWorkspaceKeysSchema.shape;

const recordSchema = keyRecordSchema
  .extend({
    owner: z
      .object({ id: z.string(), name: z.string(), email: z.string() })
      .nullable()
      .openapi({ description: "Null for a service key, which the workspace owns." }),
    otherWorkspaceCount: z.int().openapi({ description: "Other workspaces that the key reaches at present." }),
  })
  .openapi("WorkspaceKey");

const listRoute = apiRoute({
  operationId: "listWorkspaceKeys",
  method: "get",
  path: "/workspaces/{id}/keys",
  summary: "List the keys that reach a workspace",
  description:
    "For its admins: the keys of all members, and service keys. A key from which the workspace was taken counts as revoked here.",
  tags: ["Workspaces"],
  scope: "keys:read",
  errors: [400, 404],
  request: {
    params: workspaceId,
    query: z.object({
      ...pagingOf(keyCursorSchema),
      status: statusSchema.optional().openapi({ description: "Those in this state." }),
      search: search.openapi({ description: "Part of a name, of an owner's name or email, or of the mask." }),
      access: access.openapi({ description: "Those with this access; `any` for all." }),
      owner: keyOwnerSchema.optional().openapi({ type: "string", description: "A member's id, or `service`." }),
      unused: z
        .enum(["true", "false"])
        .default("false")
        .openapi({ description: "With `true` those alone that were neither made nor used in the last 90 days." }),
      sort: sort.openapi({ description: "`recent`: the last used first; `idle`: the longest unused first." }),
    }),
  },
  responses: { 200: { description: "A page of keys.", ...json(pageOf(recordSchema)) } },
});

/** `/workspaces/{id}/keys` */
export function workspaceKeyRoutes(): Api {
  const api = newApi();
  api.openapi(listRoute, async (context) => {
    const { status, cursor: after, unused, owner: ownedBy, ...wanted } = context.req.valid("query");
    const workspace = await theAccount(context, context.req.valid("param").id);
    const { keys, nextCursor } = await listWorkspaceKeysForApi(context.get("caller"), workspace.id, {
      ...wanted,
      filter: status ?? "all",
      owner: ownedBy ?? null,
      unused: unused === "true",
      cursor: after ?? null,
    });
    const records = keys.map((key) => workspaceKeyRecord(key, workspace));
    return context.json(page(records, nextCursor), 200);
  });
  return api;
}

function workspaceKeyRecord(key: WorkspaceKeyView, workspace: WorkspaceView): z.output<typeof recordSchema> {
  const { owner, otherWorkspaceCount } = key;
  return { ...recordWithin(key, [workspace]), owner, otherWorkspaceCount };
}
