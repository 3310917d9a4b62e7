import { z } from "@hono/zod-openapi";
import { requireAccount } from "#gateway/api/account";
import { apiRoute } from "#gateway/api/api-route";
import { json } from "#gateway/api/json-content";
import { type Api, newApi } from "#gateway/api/new-api";
import { listPageByName, listPageQuery, listPageSchema, nameInPosition, positionOf } from "#gateway/api/paging";
import { workspaceId } from "#gateway/api/workspaces/workspace-id";
import { idSchema } from "#lib/ids";
import {
  CONFIRMATIONS,
  UNHINTED_CLASSES,
  type UpstreamFailure,
  type UpstreamStatus,
  type UpstreamView,
} from "#lib/upstreams/dto";
import { ENVIRONMENT_MAX, ENVIRONMENT_SHAPE } from "#lib/upstreams/environment";
import { listUpstreams } from "#lib/upstreams/settings/queries";

const STATUSES = [
  "connected",
  "call_failed",
  "stale",
  "failed",
  "disabled",
] as const satisfies readonly UpstreamStatus[];
const instant = z.iso.datetime();

const status = z.enum(STATUSES).openapi({
  description:
    "`connected`: the last attempt to connect succeeded, and no call has failed since. `call_failed`: the last attempt to connect succeeded, and a later call failed because of the server. `stale`: the last attempt failed, and the previous catalogue is served. `failed`: nothing that the server offers was ever stored. `disabled`: an admin disabled the server.",
});

const failure = z.object({
  code: z.string(),
  message: z.string(),
  at: instant,
  said: z.string().nullable().openapi({
    description:
      "What the server itself said: untrusted text. Null when it said nothing, and unless you are an admin of the workspace.",
  }),
});

const serverSchema = z
  .object({
    id: z.string().openapi({ example: "ups_01jd4v7m3ne9h8c6q2xk5t0bwz" }),
    name: z.string().openapi({ example: "GitHub" }),
    slug: z.string().openapi({ description: "The prefix of the names of its tools.", example: "github" }),
    url: z.string().openapi({ description: "Without its query, unless you are an admin of the workspace." }),
    environment: z.string().openapi({ example: "production" }),
    toolsWithoutHints: z.enum(UNHINTED_CLASSES).openapi({
      description: "How tools count for which the server gives no hint. A rule for a single tool goes before it.",
    }),
    confirmDestructive: z.enum(CONFIRMATIONS).openapi({
      description:
        "Whether a person is asked before a destructive tool of this server is called: as the workspace says, or never or always.",
    }),
    status,
    failure: failure
      .nullable()
      .openapi({ description: "The failure of the last attempt to connect. Null after a success." }),
    callFailure: failure.nullable().openapi({
      description:
        "The last call that failed because of the server. Null once a call was answered after it. An error that the server itself answers is no failure of the server.",
    }),
    toolCount: z.int(),
    resourceCount: z.int(),
    promptCount: z.int(),
    refreshedAt: instant.nullable().openapi({ description: "When its catalogue was last read." }),
  })
  .openapi("Server");

const listRoute = apiRoute({
  operationId: "listServers",
  method: "get",
  path: "/workspaces/{id}/servers",
  summary: "List a workspace's MCP servers",
  description: "Sorted by name. For every member of the workspace.",
  tags: ["Workspaces"],
  scope: "workspaces:read",
  errors: [400, 404],
  request: {
    params: workspaceId,
    query: z.object({
      ...listPageQuery(positionOf(idSchema("ups"), nameInPosition)),
      status: status.optional(),
      environment: z
        .string()
        .max(ENVIRONMENT_MAX)
        .regex(ENVIRONMENT_SHAPE)
        .optional()
        .openapi({ description: "Only servers of this environment." }),
    }),
  },
  responses: { 200: { description: "A page of its MCP servers.", ...json(listPageSchema(serverSchema)) } },
});

/** Makes the route `/workspaces/{id}/servers`. */
export function workspaceServerRoutes(): Api {
  const api = newApi();
  api.openapi(listRoute, async (context) => {
    const { cursor, limit, ...filters } = context.req.valid("query");
    const { id } = await requireAccount(context, context.req.valid("param").id);
    const after = cursor ? { id: cursor[0], name: cursor[1] } : null;
    // One more than a page is read, to know whether another page follows.
    const servers = await listUpstreams(context.get("caller"), id, { ...filters, after, limit: limit + 1 });
    return context.json(listPageByName(servers.map(serverRecord), limit), 200);
  });
  return api;
}

function serverRecord(server: UpstreamView): z.output<typeof serverSchema> {
  const { id, name, slug, url, environment, toolCount, resourceCount, promptCount, catalogueAt } = server;
  return {
    id,
    name,
    slug,
    url,
    environment,
    toolsWithoutHints: server.toolsWithoutHints,
    confirmDestructive: server.confirmDestructive,
    status: server.status,
    failure: failureRecord(server.failure),
    callFailure: failureRecord(server.callFailure),
    toolCount,
    resourceCount,
    promptCount,
    refreshedAt: catalogueAt?.toISOString() ?? null,
  };
}

function failureRecord(given: UpstreamFailure | null): z.output<typeof failure> | null {
  return given && { ...given, at: given.at.toISOString() };
}
