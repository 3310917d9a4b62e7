import { z } from "@hono/zod-openapi";
import { requireAccount } from "#gateway/api/account";
import { apiRoute } from "#gateway/api/api-route";
import { withConcurrencyLimit } from "#gateway/api/concurrency";
import { json } from "#gateway/api/json-content";
import { type Api, newApi } from "#gateway/api/new-api";
import { listPage, listPageQuery, listPageSchema } from "#gateway/api/paging";
import { idSchema } from "#lib/ids";
import { GROUPINGS } from "#lib/usage/groupings";
import { lastDays, USAGE_DAYS_MAX } from "#lib/usage/periods";
import { readWorkspaceUsage } from "#lib/usage/queries";
import { usagePositionSchema } from "#lib/usage/schema";

const DAYS_WANTED = { error: `Give a number from 1 to ${USAGE_DAYS_MAX}.` };
const milliseconds = z.number().nullable();

const sumsSchema = z
  .object({
    calls: z.int(),
    succeeded: z.int(),
    failed: z.int().openapi({ description: "Calls that the server or Latchkey could not do." }),
    refused: z
      .int()
      .openapi({ description: "Calls that the key may not make, wrong requests, and requests above a rate limit." }),
    cancelled: z.int(),
    meanMs: milliseconds.openapi({ description: "Null when there were no calls." }),
    maxMs: milliseconds,
  })
  .openapi("UsageSums");

const percentiles = {
  p50Ms: milliseconds.openapi({
    description: "Half of the latest calls took no longer than this. Null when none of them is stored any more.",
  }),
  p95Ms: milliseconds,
};

const groupSchema = sumsSchema
  .extend({
    id: z.string().openapi({
      description:
        "The id of the key, server or member (empty for service keys). The id of a tool is its server's id, the method and its name, with spaces between them.",
    }),
    name: z.string().nullable().openapi({ description: "Null when it no longer exists." }),
    detail: z
      .string()
      .nullable()
      .openapi({ description: "The owner of a key, the server of a tool, or a member's email." }),
    ...percentiles,
  })
  .openapi("UsageGroup");

const usageSchema = listPageSchema(groupSchema).extend({
  unit: z.enum(["day", "week"]).openapi({ description: "The unit of `units`. For more than 90 days it is a week." }),
  units: z
    .array(sumsSchema.extend({ from: z.iso.date() }))
    .openapi({ description: "Each day or week with its first day (UTC). The oldest comes first." }),
  total: sumsSchema.extend(percentiles),
});

const readRoute = apiRoute({
  operationId: "readUsage",
  method: "get",
  path: "/usage",
  summary: "Read the usage of a workspace",
  description:
    "The calls to the MCP servers of a workspace: in total, over time, and by group. The group with the most calls comes first. Only for admins of the workspace. Name the workspace with `workspaceId` or `X-Active-Account`. You need neither if you are a member of only one workspace.",
  tags: ["Usage"],
  scope: "audit:read",
  errors: [400, 404],
  request: {
    query: z.object({
      ...listPageQuery(usagePositionSchema),
      workspaceId: idSchema("ws").optional().openapi({ description: "The workspace's id." }),
      days: z.coerce
        .number(DAYS_WANTED)
        .int(DAYS_WANTED)
        .min(1, DAYS_WANTED)
        .max(USAGE_DAYS_MAX, DAYS_WANTED)
        .default(30)
        .openapi({
          type: "integer",
          minimum: 1,
          maximum: USAGE_DAYS_MAX,
          default: 30,
          description: "The number of days (UTC), today included.",
        }),
      groupBy: z.enum(GROUPINGS).default("key").openapi({ description: "What each record of `records` sums up." }),
    }),
  },
  responses: { 200: { description: "The sums, and a page of groups.", ...json(usageSchema) } },
});

/** Makes the route `/usage`. */
export function usageRoutes(): Api {
  const api = newApi();
  api.openapi(readRoute, async (context) => {
    const { limit, cursor: after = null, workspaceId, days, groupBy: by } = context.req.valid("query");
    const caller = context.get("caller");
    const { id } = await requireAccount(context, workspaceId);
    const span = lastDays(days, caller.now);
    const request = { span, by, after, limit };
    const { unit, units, total, groups } = await withConcurrencyLimit(context, () =>
      readWorkspaceUsage(caller, id, request),
    );
    const last = groups.rest ? groups.top.at(-1) : undefined;
    const records = groups.top.map(({ hasPage: _, ...group }) => group);
    const unitRecords = units.map(({ from, ...sums }) => ({ ...sums, from: dayOf(from) }));
    return context.json(
      { ...listPage(records, last ? `${last.calls}.${last.id}` : null), unit, units: unitRecords, total },
      200,
    );
  });
  return api;
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, "2026-11-21".length);
}
