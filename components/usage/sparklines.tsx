import type { ReactNode } from "react";
import { Sparkline } from "#components/usage/sparkline";
import type { KeyView } from "#lib/keys/view/dto";

/** The sparklines of a list of keys, by key id. A key that was never used has none. */
export function sparklinesOf(
  keys: Pick<KeyView, "id" | "lastUse">[],
  recent: (keyId: string) => number[],
): Record<string, ReactNode> {
  return Object.fromEntries(
    keys.flatMap(({ id, lastUse }) => {
      const counts = recent(id);
      return lastUse || counts.some((count) => count > 0) ? [[id, <Sparkline key={id} counts={counts} />]] : [];
    }),
  );
}
