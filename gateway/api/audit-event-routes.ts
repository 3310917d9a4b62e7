import { z } from "@hono/zod-openapi";
import { requireAccount } from "#gateway/api/account";
import { apiRoute } from "#gateway/api/api-route";
import { json } from "#gateway/api/json-content";
import { type Api, newApi } from "#gateway/api/new-api";
import { listPage, listPageQuery, listPageSchema } from "#gateway/api/paging";
import { ACTOR_KINDS, AUDIT_ACTIONS } from "#lib/audit/actions";
import type { AuditEventRecord } from "#lib/audit-log/event-record";
import { readAuditEvents } from "#lib/audit-log/queries";
import { auditFiltersSchema, auditPositionSchema } from "#lib/audit-log/schema";
import { idSchema } from "#lib/ids";

const { actor, group, target, from, to } = auditFiltersSchema.shape;

const stored = z.unknown();

const eventSchema = z
  .object({
    id: z.string().openapi({ example: "evt_01jd4v7m3ne9h8c6q2xk5t0bwz" }),
    at: z.iso.datetime(),
    actor: z.object({ kind: z.enum(ACTOR_KINDS), id: z.string().nullable(), name: z.string() }),
    action: z.enum(AUDIT_ACTIONS),
    summary: z.string().openapi({ example: "created the key CI." }),
    target: z.object({ type: z.string(), id: z.string(), name: z.string().nullable() }),
    count: z.int().openapi({ description: "How many times it happened. Some events are counted together." }),
    address: z.string().nullable(),
    application: z.string().nullable().openapi({ description: "The header `X-Origin-App` of the request." }),
    before: stored.openapi({ description: "The changed values before the event. Null when there were none." }),
    after: stored.openapi({ description: "The changed values after the event." }),
    details: stored.openapi({ description: "Further facts about the event." }),
  })
  .openapi("AuditEvent");

const listRoute = apiRoute({
  operationId: "listAuditEvents",
  method: "get",
  path: "/audit-events",
  summary: "List the audit events of a workspace",
  description:
    "Only for admins of the workspace. The newest event comes first. Name the workspace with `workspaceId` or `X-Active-Account`. You need neither if you are a member of only one workspace.",
  tags: ["Audit log"],
  scope: "audit:read",
  errors: [400, 404],
  request: {
    query: z.object({
      ...listPageQuery(auditPositionSchema),
      workspaceId: idSchema("ws").optional().openapi({ description: "The workspace's id." }),
      actor: actor
        .unwrap()
        .optional()
        .openapi({ type: "string", description: "A user's id, or the kind of an actor that is not a person." }),
      group: group.unwrap().optional().openapi({ description: "Only events of this group." }),
      target: target.unwrap().optional().openapi({ description: "Only events whose target has this id." }),
      from: from.unwrap().optional().openapi({ description: "The first day, in UTC.", example: "2026-11-21" }),
      to: to.unwrap().optional().openapi({ description: "The last day, in UTC. All of this day counts." }),
    }),
  },
  responses: { 200: { description: "A page of events.", ...json(listPageSchema(eventSchema)) } },
});

/** Makes the route `/audit-events`. */
export function auditEventRoutes(): Api {
  const api = newApi();
  api.openapi(listRoute, async (context) => {
    const { limit, cursor = null, workspaceId, ...filtersGiven } = context.req.valid("query");
    const { id } = await requireAccount(context, workspaceId);
    const filters = { actor: null, group: null, target: null, from: null, to: null, ...filtersGiven };
    const { events, nextCursor } = await readAuditEvents(context.get("caller"), id, { filters, cursor, limit });
    const records: AuditEventRecord[] = events;
    return context.json(listPage(records, nextCursor), 200);
  });
  return api;
}
