import type { AuditFilters } from "#lib/audit-log/dto";

/** The log as it opens. */
export const ALL_EVENTS: AuditFilters = { actor: null, group: null, target: null, from: null, to: null };

/** An address that shows, or with `/export` in its path sends, this part of the log. */
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

/** Whether anything is left out. */
export function isFiltered(filters: AuditFilters): boolean {
  return Object.values(filters).some((value) => value !== null);
}
