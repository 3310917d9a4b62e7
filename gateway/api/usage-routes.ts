import { z } from "@hono/zod-openapi";
import { theAccount } from "#gateway/api/account";
import { apiRoute } from "#gateway/api/api-route";
import { json } from "#gateway/api/json-content";
import { type Api, newApi } from "#gateway/api/new-api";
import { page, pageOf, pagingOf } from "#gateway/api/paging";
import { inTurn } from "#gateway/api/turns";
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
    failed: z.int().openapi({ description: "The server or Latchkey did not do what was asked." }),
    refused: z.int().openapi({ description: "The key may not, the request was wrong, or there were too many." }),
    cancelled: z.int(),
    meanMs: milliseconds.openapi({ description: "Null without any call." }),
    maxMs: milliseconds,
  })
  .openapi("UsageSums");

const percentiles = {
  p50Ms: milliseconds.openapi({
    description: "What half of the latest calls did not exceed; null once none is stored.",
  }),
  p95Ms: milliseconds,
};

const groupSchema = sumsSchema
  .extend({
    id: z.string().openapi({
      description:
        "Of the key, server or member (empty for service keys); for a tool its server's id, the method and its name, with spaces between.",
    }),
    name: z.string().nullable().openapi({ description: "Null when it is gone." }),
    detail: z
      .string()
      .nullable()
      .openapi({ description: "The owner of a key, the server of a tool, a member's email." }),
    ...percentiles,
  })
  .openapi("UsageGroup");

const usageSchema = pageOf(groupSchema).extend({
  unit: z.enum(["day", "week"]).openapi({ description: "Of `units`; more than 90 days are told by week." }),
  units: z
    .array(sumsSchema.extend({ from: z.iso.date() }))
    .openapi({ description: "Each day or week, by its first day (UTC), the oldest first." }),
  total: sumsSchema.extend(percentiles),
});

const readRoute = apiRoute({
  operationId: "readUsage",
  method: "get",
  path: "/usage",
  summary: "Read how a workspace is used",
  description:
    "The calls to its MCP servers, for its admins: in total, over time, and by group, those with the most calls first. Which workspace, say `workspaceId` or `X-Active-Account`; neither is needed by who is in a single one.",
  tags: ["Usage"],
  scope: "audit:read",
  errors: [400, 404],
  request: {
    query: z.object({
      ...pagingOf(usagePositionSchema),
      workspaceId: idSchema("ws").optional().openapi({ description: "The workspace." }),
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
          description: "So many days of UTC, today included.",
        }),
      groupBy: z.enum(GROUPINGS).default("key").openapi({ description: "What each of `records` sums up." }),
    }),
  },
  responses: { 200: { description: "The sums, and a page of groups.", ...json(usageSchema) } },
});

/** `/usage` */
export function usageRoutes(): Api {
  const api = newApi();
  api.openapi(readRoute, async (context) => {
    const { limit, cursor: after = null, workspaceId, days, groupBy: by } = context.req.valid("query");
    const caller = context.get("caller");
    const { id } = await theAccount(context, workspaceId);
    const span = lastDays(days, caller.now);
    const wanted = { span, by, after, limit };
    const { unit, units, total, groups } = await inTurn(context, () => readWorkspaceUsage(caller, id, wanted));
    const last = groups.rest ? groups.top.at(-1) : undefined;
    const records = groups.top.map(({ hasPage: _, ...group }) => group);
    const ofUnits = units.map(({ from, ...sums }) => ({ ...sums, from: dayOf(from) }));
    return context.json(
      { ...page(records, last ? `${last.calls}.${last.id}` : null), unit, units: ofUnits, total },
      200,
    );
  });
  return api;
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, "2026-11-21".length);
}
