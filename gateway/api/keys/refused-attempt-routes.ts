import { z } from "@hono/zod-openapi";
import { keyInAccount, requireAccount } from "#gateway/api/account";
import { apiRoute } from "#gateway/api/api-route";
import { json } from "#gateway/api/json-content";
import { type Api, newApi } from "#gateway/api/new-api";
import { listPage, listPageSchema } from "#gateway/api/paging";
import { workspaceId } from "#gateway/api/workspaces/workspace-id";
import { idSchema } from "#lib/ids";
import { REFUSAL_REASONS, type RefusedAttempts, ROWS_PER_KEY } from "#lib/keys/refusals/dto";
import { listOwnRefusedAttempts, listWorkspaceRefusedAttempts } from "#lib/keys/refusals/queries";

const instant = z.iso.datetime();
const keyId = idSchema("key").openapi({ description: "The key's id." });

const recordSchema = z
  .object({
    reason: z.enum(REFUSAL_REASONS).openapi({
      description:
        "`expired`, `revoked`: the key has ended. `owner_disabled`: the account of its owner is disabled. `network`: a policy allows only other networks. `policy`: another rule of a policy blocks the key. `scope`: the access of the key does not include the request. `tool_blocked`: an admin has blocked the tool. `rate_limited`: too many requests in a time. `too_many`: too many calls or streams at once.",
    }),
    client: z
      .string()
      .nullable()
      .openapi({ description: "As the client names itself. Anybody can send any name.", example: "Claude Code 2.1.3" }),
    address: z.string().nullable().openapi({ example: "192.0.2.1" }),
    count: z.int().openapi({ description: "The number of equal attempts." }),
    firstAt: instant,
    lastAt: instant,
    workspaceName: z
      .string()
      .nullable()
      .openapi({ description: "The workspace that refused. Null when the request concerned the key as a whole." }),
    oldToken: z.string().nullable().openapi({
      description: "The mask of the token that was sent, when it is one that a rotation replaced. Otherwise null.",
    }),
  })
  .openapi("RefusedAttempts");

const KEPT = `Equal attempts are one record. The latest ${ROWS_PER_KEY} records of each token are kept, also after the key has ended, and one answer has the latest ${ROWS_PER_KEY}: it is always the only page.`;
const OK = { description: "The refused attempts.", ...json(listPageSchema(recordSchema)) };

const ownRoute = apiRoute({
  operationId: "listRefusedAttempts",
  method: "get",
  path: "/keys/{id}/refused-attempts",
  summary: "List the refused attempts to use a key",
  description: `The requests with the token of your key that the gateway refused, the latest first. ${KEPT}`,
  tags: ["Keys"],
  scope: "keys:read",
  errors: [400, 404],
  request: { params: z.object({ id: keyId }) },
  responses: { 200: OK },
});

const workspaceRoute = apiRoute({
  operationId: "listWorkspaceRefusedAttempts",
  method: "get",
  path: "/workspaces/{id}/keys/{keyId}/refused-attempts",
  summary: "List the refused attempts to use a key that reaches a workspace",
  description: `Only for admins of the workspace. They see all attempts with a service key of the workspace. Of another key they see those that the workspace refused, and those that concern the key as a whole. ${KEPT}`,
  tags: ["Workspaces"],
  scope: "keys:read",
  errors: [400, 404],
  request: { params: workspaceId.extend({ keyId }) },
  responses: { 200: OK },
});

/** Makes the routes for the refused attempts to use a key: for its owner, and for the admins of a workspace. */
export function refusedAttemptRoutes(): Api {
  const api = newApi();
  api.openapi(ownRoute, async (context) => {
    const { id } = context.req.valid("param");
    if (context.get("account")) await keyInAccount(context, id);
    const attempts = await listOwnRefusedAttempts(context.get("caller"), id);
    return context.json(listPage(attempts.map(attemptsRecord), null), 200);
  });
  api.openapi(workspaceRoute, async (context) => {
    const { id, keyId: ofKey } = context.req.valid("param");
    const workspace = await requireAccount(context, id);
    const attempts = await listWorkspaceRefusedAttempts(context.get("caller"), workspace.id, ofKey);
    return context.json(listPage(attempts.map(attemptsRecord), null), 200);
  });
  return api;
}

function attemptsRecord({ firstAt, lastAt, ...attempts }: RefusedAttempts): z.output<typeof recordSchema> {
  return { ...attempts, firstAt: firstAt.toISOString(), lastAt: lastAt.toISOString() };
}
