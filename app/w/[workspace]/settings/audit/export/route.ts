import { requireCaller } from "#app/caller";
import { downloadFor } from "#app/download";
import { fromOwnPages } from "#app/from-own-pages";
import { orNotFound } from "#app/or-not-found";
import { readAuditAddress } from "#app/w/[workspace]/settings/audit/read-audit-address";
import { exportAuditLog } from "#lib/audit-log/export";
import { type AuditFormat, auditFormatSchema } from "#lib/audit-log/schema";

type Context = { params: Promise<{ workspace: string }> };

const CONTENT_TYPES: Record<AuditFormat, string> = {
  csv: "text/csv; charset=utf-8",
  jsonl: "application/jsonl; charset=utf-8",
};

/** Sends the audit log as a file. The address has the same filters as the page. */
export const GET = fromOwnPages({ operations: ["exportAuditLog"] }, async (request, { params }: Context) => {
  const caller = await requireCaller();
  const parts = Object.fromEntries(new URL(request.url).searchParams);
  const format = auditFormatSchema.safeParse(parts.format);
  if (!format.success) return new Response("Set format=csv or format=jsonl.\n", { status: 400 });
  const { filters } = readAuditAddress(parts);
  const { workspace } = await params;
  return downloadFor(request, caller, async () => {
    const file = await orNotFound(exportAuditLog(caller, workspace, filters, format.data));
    return { ...file, contentType: CONTENT_TYPES[format.data] };
  });
});
