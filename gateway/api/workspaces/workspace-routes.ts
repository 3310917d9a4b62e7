import { z } from "@hono/zod-openapi";
import { apiRoute } from "#gateway/api/api-route";
import { json } from "#gateway/api/json-content";
import { type Api, newApi } from "#gateway/api/new-api";
import { nameInPosition, pageByName, pageOf, pagingOf, positionOf } from "#gateway/api/paging";
import { ROLES } from "#lib/auth/permissions";
import { idSchema } from "#lib/ids";
import { listWorkspaces } from "#lib/workspaces/queries";

const workspaceSchema = z
  .object({
    id: z.string().openapi({ example: "ws_01jd4v7m3ne9h8c6q2xk5t0bwz" }),
    name: z.string().openapi({ example: "Acme" }),
    slug: z.string().openapi({ example: "acme" }),
    role: z.enum(ROLES).openapi({ description: "The caller's role in it." }),
  })
  .openapi("Workspace");

const listRoute = apiRoute({
  operationId: "listWorkspaces",
  method: "get",
  path: "/workspaces",
  summary: "List your workspaces",
  description: "By name; all of them, whatever `X-Active-Account` says.",
  tags: ["Workspaces"],
  scope: "workspaces:read",
  errors: [400],
  request: { query: z.object(pagingOf(positionOf(idSchema("ws"), nameInPosition))) },
  responses: { 200: { description: "A page of your workspaces.", ...json(pageOf(workspaceSchema)) } },
});

/** `/workspaces` */
export function workspaceRoutes(): Api {
  const api = newApi();
  api.openapi(listRoute, async (context) => {
    const { cursor, limit } = context.req.valid("query");
    const after = cursor ? { id: cursor[0], name: cursor[1] } : null;
    // One more than a page, which tells whether another follows.
    const found = await listWorkspaces(context.get("caller"), { after, limit: limit + 1 });
    return context.json(pageByName(found, limit), 200);
  });
  return api;
}
