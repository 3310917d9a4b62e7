import { ACTOR_KINDS, AUDIT_ACTIONS, type AuditAction } from "#lib/audit/actions";
import type { AuditFilters, AuditGroup } from "#lib/audit-log/dto";
import { addDays } from "#lib/clock";
import type { Prisma } from "#lib/db/client";

/** The first parts of the actions of each group. An action is named `<thing>.<what happened>`. */
const THINGS: Record<AuditGroup, readonly string[]> = {
  keys: ["key", "app"],
  members: ["member", "user", "session"],
  servers: ["upstream"],
  policy: ["policy"],
  webhooks: ["webhook"],
  workspace: ["workspace", "audit", "api_token"],
  refusals: ["request"],
};

/** Returns the actions of a group. */
export function actionsOf(group: AuditGroup): AuditAction[] {
  return AUDIT_ACTIONS.filter((action) => THINGS[group].includes(action.split(".", 1)[0] ?? ""));
}

/** Turns the filters into the condition of a query. */
export function auditEventFilter({ actor, group, target, from, to }: AuditFilters): Prisma.AuditEventWhereInput {
  const isKind = (ACTOR_KINDS as readonly (string | null)[]).includes(actor);
  return {
    ...(actor !== null && (isKind ? { actorKind: actor, actorId: null } : { actorId: actor })),
    ...(group !== null && { action: { in: actionsOf(group) } }),
    ...(target !== null && { targetId: target }),
    ...((from !== null || to !== null) && {
      at: { ...(from !== null && { gte: startOf(from) }), ...(to !== null && { lt: addDays(startOf(to), 1) }) },
    }),
  };
}

function startOf(day: string): Date {
  return new Date(`${day}T00:00:00.000Z`);
}
