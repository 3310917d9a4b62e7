import type { AuditFilters } from "#lib/audit-log/dto";

/** The filters with which the log opens: none. */
export const ALL_EVENTS: AuditFilters = { actor: null, group: null, target: null, from: null, to: null };

/** The address of the log, or of its export, with these filters. */
export function auditAddress(
  path: string,
  { actor, group, target, from, to }: AuditFilters,
  more: { cursor?: string | null; format?: string } = {},
): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ actor, about: group, target, from, to, ...more })) {
    if (value) query.set(name, value);
  }
  return query.size > 0 ? `${path}?${query}` : path;
}

/** Whether a filter is set. */
export function isFiltered(filters: AuditFilters): boolean {
  return Object.values(filters).some((value) => value !== null);
}
