import { recordAudit } from "#lib/audit/record";
import type { AuditFilters } from "#lib/audit-log/dto";
import { auditEventRecord } from "#lib/audit-log/event-record";
import { type AuditRow, loadNames, readRows } from "#lib/audit-log/rows";
import type { AuditCursor, AuditFormat } from "#lib/audit-log/schema";
import { auditEventFilter } from "#lib/audit-log/where";
import type { NameOf } from "#lib/audit-log/words";
import type { Caller } from "#lib/auth/principal";
import { requireLiveCredential } from "#lib/auth/sessions/require-live-credential";
import { db } from "#lib/db/client";
import { ALLOWANCES } from "#lib/rate-limit/allowances";
import { csvLine } from "#lib/text/write-csv";
import { authorizeWorkspace, authorizeWrite } from "#lib/workspaces/authorize";

/** How many rows are in memory at once. */
const BATCH_SIZE = 500;

const COLUMNS = [
  "id",
  "at",
  "actor_kind",
  "actor_id",
  "actor",
  "action",
  "summary",
  "target_type",
  "target_id",
  "target",
  "count",
  "address",
  "application",
  "before",
  "after",
  "details",
];

/**
 * Exports the audit log of a workspace for one of its admins, line by line. The export itself is recorded first. The
 * lines end with an error when the caller is no longer an admin, or when their session has ended.
 * @returns the name of the file, and its lines with their line ends
 * @throws AppError NOT_FOUND, FORBIDDEN; RATE_LIMITED after too many exports
 */
export async function exportAuditLog(
  caller: Caller,
  workspace: string,
  filters: AuditFilters,
  format: AuditFormat,
): Promise<{ fileName: string; lines: AsyncGenerator<string, void, undefined> }> {
  const { id, slug, name } = await db().$transaction(async (transaction) => {
    const view = await authorizeWrite(transaction, caller, workspace, "audit:read");
    await ALLOWANCES.exports.take({ person: caller.principal.userId, workspace: view.id });
    await recordAudit(transaction, caller, {
      action: "audit.exported",
      workspaceId: view.id,
      target: { type: "workspace", id: view.id, name: view.name },
      details: { format: format.toUpperCase(), ...filters },
    });
    return view;
  });
  const fileName = `audit-${slug}-${caller.now.toISOString().slice(0, 10)}.${format}`;
  return { fileName, lines: exportLines(caller, { id, name }, filters, format) };
}

async function* exportLines(
  caller: Caller,
  workspace: { id: string; name: string },
  filters: AuditFilters,
  format: AuditFormat,
): AsyncGenerator<string, void, undefined> {
  if (format === "csv") yield csvLine(COLUMNS);
  const where = { AND: [{ workspaceId: workspace.id }, auditEventFilter(filters)] };
  let cursor: AuditCursor = null;
  for (;;) {
    const rows: AuditRow[] = await readRows(where, cursor, BATCH_SIZE);
    const nameOf = await loadNames(rows);
    for (const row of rows)
      yield format === "csv" ? csvLineOf(row, nameOf, workspace.name) : jsonLineOf(row, nameOf, workspace.name);
    const last = rows.at(-1);
    if (!last || rows.length < BATCH_SIZE) return;
    cursor = { at: last.at, id: last.id };
    await authorizeWorkspace(caller, workspace.id, "audit:read");
    await requireLiveCredential(db(), caller);
  }
}

function jsonLineOf(row: AuditRow, nameOf: NameOf, workspaceName: string): string {
  return `${JSON.stringify(auditEventRecord(row, nameOf, workspaceName))}\n`;
}

function csvLineOf(row: AuditRow, nameOf: NameOf, workspaceName: string): string {
  const { actor, target, ...record } = auditEventRecord(row, nameOf, workspaceName);
  const states = [record.before, record.after, record.details].map((value) =>
    value === null ? null : JSON.stringify(value),
  );
  return csvLine([
    record.id,
    row.at,
    actor.kind,
    actor.id,
    actor.name,
    record.action,
    record.summary,
    target.type,
    target.id,
    target.name,
    record.count,
    record.address,
    record.application,
    ...states,
  ]);
}
