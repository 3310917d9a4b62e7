import { type AddressParts, first } from "#app/address-parts";
import type { AuditFilters } from "#lib/audit-log/dto";
import { type AuditCursor, auditCursorSchema, auditFiltersSchema } from "#lib/audit-log/schema";

/** Reads filters and page from an address. Ignores parameters with an invalid value. */
export function readAuditAddress(parts: AddressParts): { filters: AuditFilters; cursor: AuditCursor } {
  const { actor, group, target, from, to } = auditFiltersSchema.shape;
  return {
    filters: {
      actor: actor.catch(null).parse(first(parts.actor)),
      group: group.catch(null).parse(first(parts.about)),
      target: target.catch(null).parse(first(parts.target)),
      from: from.catch(null).parse(first(parts.from)),
      to: to.catch(null).parse(first(parts.to)),
    },
    cursor: auditCursorSchema.catch(null).parse(first(parts.cursor)),
  };
}
