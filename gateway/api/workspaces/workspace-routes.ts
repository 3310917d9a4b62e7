import { z } from "@hono/zod-openapi";
import { apiRoute } from "#gateway/api/api-route";
import { json } from "#gateway/api/json-content";
import { type Api, newApi } from "#gateway/api/new-api";
import { listPageByName, listPageQuery, listPageSchema, nameInPosition, positionOf } from "#gateway/api/paging";
import { ROLES } from "#lib/auth/permissions";
import { idSchema } from "#lib/ids";
import { listWorkspaces } from "#lib/workspaces/queries";

const workspaceSchema = z
  .object({
    id: z.string().openapi({ example: "ws_01jd4v7m3ne9h8c6q2xk5t0bwz" }),
    name: z.string().openapi({ example: "Acme" }),
    slug: z.string().openapi({ example: "acme" }),
    role: z.enum(ROLES).openapi({ description: "The caller's role in the workspace." }),
  })
  .openapi("Workspace");

const listRoute = apiRoute({
  operationId: "listWorkspaces",
  method: "get",
  path: "/workspaces",
  summary: "List your workspaces",
  description: "Sorted by name. The list has all of your workspaces, also with `X-Active-Account`.",
  tags: ["Workspaces"],
  scope: "workspaces:read",
  errors: [400],
  request: { query: z.object(listPageQuery(positionOf(idSchema("ws"), nameInPosition))) },
  responses: { 200: { description: "A page of your workspaces.", ...json(listPageSchema(workspaceSchema)) } },
});

/** Makes the route `/workspaces`. */
export function workspaceRoutes(): Api {
  const api = newApi();
  api.openapi(listRoute, async (context) => {
    const { cursor, limit } = context.req.valid("query");
    const after = cursor ? { id: cursor[0], name: cursor[1] } : null;
    // One more than a page is read, to know whether another page follows.
    const workspaces = await listWorkspaces(context.get("caller"), { after, limit: limit + 1 });
    return context.json(listPageByName(workspaces, limit), 200);
  });
  return api;
}
