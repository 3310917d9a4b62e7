import { ArrowRight } from "lucide-react";
import type { AuditChange } from "#lib/audit-log/dto";

/** Shows the old and the new value of each changed field. Screen readers hear "Before" and "After" with the values. */
export function AuditChanges({ changes }: { changes: AuditChange[] }) {
  // A thing that was created has no old values, and one that was removed has no new values.
  const [isNew, isGone] = [
    changes.every(({ before }) => before === null),
    changes.every(({ after }) => after === null),
  ];
  return (
    <dl className="grid gap-2">
      {changes.map(({ field, before, after }) => (
        <div key={field} className="grid gap-x-4 gap-y-0.5 sm:grid-cols-[12rem_minmax(0,1fr)]">
          <dt className="text-muted-foreground">{field}</dt>
          <dd className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
            {!isNew && (
              <del className={`${VALUE} border-danger-border bg-danger-surface text-danger-text no-underline`}>
                <span className="sr-only">Before: </span>
                <span>{before ?? NOTHING}</span>
              </del>
            )}
            {!isNew && !isGone && <ArrowRight aria-hidden className="size-3.5 shrink-0 text-muted-foreground" />}
            {!isGone && (
              <ins className={`${VALUE} border-success-border bg-success-surface text-success no-underline`}>
                <span className="sr-only">After: </span>
                <span>{after ?? NOTHING}</span>
              </ins>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

const VALUE = "min-w-0 rounded-sm border px-1.5 [overflow-wrap:anywhere]";
const NOTHING = <span className="italic">nothing</span>;
