import type { ReactNode } from "react";
import { cn } from "#components/ui/cn";
import { TableCell, TableHeader } from "#components/ui/table";
import { duration, wholeNumber } from "#lib/format/numbers";

/** The heading of a column of numbers. */
export function NumberHeader({ children }: { children: ReactNode }) {
  return <TableHeader className="px-3 text-right last:pr-4">{children}</TableHeader>;
}

/** A cell with a number. A zero is grey. */
export function NumberCell({ value, remark }: { value: number; remark?: string | null }) {
  return (
    <TextCell isNothing={value === 0}>
      <span>{wholeNumber(value)}</span>
      {remark && <span className="block text-muted-foreground text-xs leading-5">{remark}</span>}
    </TextCell>
  );
}

/** A cell with a duration, or a dash when there is none. */
export function TimeCell({ ms }: { ms: number | null }) {
  return <TextCell isNothing={ms === null}>{ms === null ? "–" : duration(ms)}</TextCell>;
}

function TextCell({ isNothing, children }: { isNothing: boolean; children: ReactNode }) {
  return (
    <TableCell className={cn("whitespace-nowrap px-3 text-right last:pr-4", isNothing && "text-muted-foreground")}>
      {children}
    </TableCell>
  );
}
