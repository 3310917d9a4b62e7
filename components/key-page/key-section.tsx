import type { ReactNode } from "react";
import { Card, CardHeader } from "#components/ui/card";

/** The titles of the sections of a key page, by the id in their address, in the order of the page. */
export const KEY_SECTIONS = {
  settings: "Settings",
  sees: "What it sees",
  usage: "Usage",
  refused: "Refused attempts",
  history: "History",
  "set-up": "Set-up",
} as const;

export type KeySectionId = keyof typeof KEY_SECTIONS;

type KeySectionProps = { id: KeySectionId; description?: ReactNode; action?: ReactNode; children: ReactNode };

/** A section of a key page. `#settings` in the address leads to the section with the id `settings`. */
export function KeySection({ id, description, action, children }: KeySectionProps) {
  const headingId = `${id}-heading`;
  return (
    <Card id={id} aria-labelledby={headingId} className="scroll-mt-16 md:scroll-mt-4">
      <CardHeader
        id={headingId}
        title={KEY_SECTIONS[id]}
        description={description}
        action={action}
        className="flex-wrap gap-y-3"
      />
      {children}
    </Card>
  );
}
