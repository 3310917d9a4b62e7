import { Download } from "lucide-react";
import { auditAddress } from "#components/audit/audit-address";
import { buttonStyles } from "#components/ui/button";
import type { AuditFilters } from "#lib/audit-log/dto";

/** Links that download the filtered log as a file. They are plain links, because prefetching one would be an export. */
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
