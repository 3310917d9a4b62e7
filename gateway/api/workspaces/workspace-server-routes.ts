import { z } from "@hono/zod-openapi";
import { theAccount } from "#gateway/api/account";
import { apiRoute } from "#gateway/api/api-route";
import { json } from "#gateway/api/json-content";
import { type Api, newApi } from "#gateway/api/new-api";
import { nameInPosition, pageByName, pageOf, pagingOf, positionOf } from "#gateway/api/paging";
import { workspaceId } from "#gateway/api/workspaces/workspace-id";
import { idSchema } from "#lib/ids";
import type { UpstreamStatus, UpstreamView } from "#lib/upstreams/dto";
import { ENVIRONMENT_MAX, ENVIRONMENT_SHAPE } from "#lib/upstreams/environment";
import { listUpstreams } from "#lib/upstreams/settings/queries";

const STATUSES = ["connected", "stale", "failed", "disabled"] as const satisfies readonly UpstreamStatus[];
const instant = z.iso.datetime();

const status = z.enum(STATUSES).openapi({
  description:
    "`connected`: the last attempt succeeded; `stale`: it failed, and what the server offered before is served; `failed`: it never answered; `disabled`: an admin switched it off.",
});

const serverSchema = z
  .object({
    id: z.string().openapi({ example: "ups_01jd4v7m3ne9h8c6q2xk5t0bwz" }),
    name: z.string().openapi({ example: "GitHub" }),
    slug: z.string().openapi({ description: "The beginning of its tools' names.", example: "github" }),
    url: z.string().openapi({ description: "Without its query, unless you are an admin." }),
    environment: z.string().openapi({ example: "production" }),
    status,
    failure: z
      .object({ code: z.string(), message: z.string(), at: instant })
      .nullable()
      .openapi({ description: "What went wrong at the last attempt; null after a success." }),
    toolCount: z.int(),
    resourceCount: z.int(),
    promptCount: z.int(),
    refreshedAt: instant.nullable().openapi({ description: "When its tools were last read from it." }),
  })
  .openapi("Server");

const listRoute = apiRoute({
  operationId: "listServers",
  method: "get",
  path: "/workspaces/{id}/servers",
  summary: "List a workspace's MCP servers",
  description: "By name, for every member.",
  tags: ["Workspaces"],
  scope: "workspaces:read",
  errors: [400, 404],
  request: {
    params: workspaceId,
    query: z.object({
      ...pagingOf(positionOf(idSchema("ups"), nameInPosition)),
      status: status.optional(),
      environment: z
        .string()
        .max(ENVIRONMENT_MAX)
        .regex(ENVIRONMENT_SHAPE)
        .optional()
        .openapi({ description: "Those of this environment." }),
    }),
  },
  responses: { 200: { description: "A page of its MCP servers.", ...json(pageOf(serverSchema)) } },
});

/** `/workspaces/{id}/servers` */
export function workspaceServerRoutes(): Api {
  const api = newApi();
  api.openapi(listRoute, async (context) => {
    const { cursor, limit, ...filters } = context.req.valid("query");
    const { id } = await theAccount(context, context.req.valid("param").id);
    const after = cursor ? { id: cursor[0], name: cursor[1] } : null;
    // One more than a page, which tells whether another follows.
    const found = await listUpstreams(context.get("caller"), id, { ...filters, after, limit: limit + 1 });
    return context.json(pageByName(found.map(serverRecord), limit), 200);
  });
  return api;
}

function serverRecord(server: UpstreamView): z.output<typeof serverSchema> {
  const { id, name, slug, url, environment, failure, toolCount, resourceCount, promptCount, catalogueAt } = server;
  return {
    id,
    name,
    slug,
    url,
    environment,
    status: server.status,
    failure: failure && { ...failure, at: failure.at.toISOString() },
    toolCount,
    resourceCount,
    promptCount,
    refreshedAt: catalogueAt?.toISOString() ?? null,
  };
}
