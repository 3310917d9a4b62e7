import { z } from "@hono/zod-openapi";
import { theAccount } from "#gateway/api/account";
import { apiRoute } from "#gateway/api/api-route";
import { json } from "#gateway/api/json-content";
import { type Api, newApi } from "#gateway/api/new-api";
import { page, pageOf, pagingOf } from "#gateway/api/paging";
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
    count: z.int().openapi({ description: "How many times, for what is counted together." }),
    address: z.string().nullable(),
    application: z.string().nullable().openapi({ description: "`X-Origin-App` of the request that did it." }),
    before: stored.openapi({ description: "What changed, as it was; null where nothing was there." }),
    after: stored.openapi({ description: "The same as it is now." }),
    details: stored.openapi({ description: "What else is known." }),
  })
  .openapi("AuditEvent");

const listRoute = apiRoute({
  operationId: "listAuditEvents",
  method: "get",
  path: "/audit-events",
  summary: "List what happened in a workspace",
  description:
    "For its admins, the newest first. Which workspace, say `workspaceId` or `X-Active-Account`; neither is needed by who is in a single one.",
  tags: ["Audit log"],
  scope: "audit:read",
  errors: [400, 404],
  request: {
    query: z.object({
      ...pagingOf(auditPositionSchema),
      workspaceId: idSchema("ws").optional().openapi({ description: "The workspace." }),
      actor: actor
        .unwrap()
        .optional()
        .openapi({ type: "string", description: "A user's id, or the kind of an actor that is no person." }),
      group: group.unwrap().optional().openapi({ description: "What it is about." }),
      target: target.unwrap().optional().openapi({ description: "The id of what it happened to." }),
      from: from.unwrap().optional().openapi({ description: "The first day, in UTC.", example: "2026-11-21" }),
      to: to.unwrap().optional().openapi({ description: "The last day, which counts as a whole." }),
    }),
  },
  responses: { 200: { description: "A page of events.", ...json(pageOf(eventSchema)) } },
});

/** `/audit-events` */
export function auditEventRoutes(): Api {
  const api = newApi();
  api.openapi(listRoute, async (context) => {
    const { limit, cursor = null, workspaceId, ...given } = context.req.valid("query");
    const { id } = await theAccount(context, workspaceId);
    const filters = { actor: null, group: null, target: null, from: null, to: null, ...given };
    const { events, nextCursor } = await readAuditEvents(context.get("caller"), id, { filters, cursor, limit });
    const records: AuditEventRecord[] = events;
    return context.json(page(records, nextCursor), 200);
  });
  return api;
}
