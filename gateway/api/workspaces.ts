import { z } from "@hono/zod-openapi";
import { apiRoute } from "#gateway/api/api-route";
import { type Api, newApi } from "#gateway/api/new-api";
import { ROLES } from "#lib/auth/permissions";
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
  method: "get",
  path: "/workspaces",
  summary: "List your workspaces",
  tags: ["Workspaces"],
  scope: "workspaces:read",
  responses: {
    200: {
      description: "Your workspaces, by name.",
      content: { "application/json": { schema: z.object({ records: z.array(workspaceSchema) }) } },
    },
  },
});

/** `/workspaces` */
export function workspaceRoutes(): Api {
  const api = newApi();
  api.openapi(listRoute, async (context) => {
    const records = await listWorkspaces(context.get("caller"));
    return context.json({ records }, 200);
  });
  return api;
}
