import { Download } from "lucide-react";
import { auditAddress } from "#components/audit/audit-address";
import { buttonStyles } from "#components/ui/button";
import type { AuditFilters } from "#lib/audit-log/dto";

/** The log as it is filtered, as a file. Plain links: to fetch one ahead would be an export. */
export function AuditExport({ path, filters }: { path: string; filters: AuditFilters }) {
  return (
    <div className="flex flex-wrap gap-2">
      {(["csv", "jsonl"] as const).map((format) => (
        <a
          key={format}
          href={auditAddress(`${path}/export`, filters, { format })}
          download
          className={buttonStyles({ size: "sm" })}
        >
          <Download aria-hidden />
          Export {format.toUpperCase()}
        </a>
      ))}
    </div>
  );
}
