import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import type { Noun } from "#components/keys/facts/noun";
import { ManyTools } from "#components/keys/preview/many-tools";
import { NamingNote } from "#components/keys/preview/naming-note";
import { SeenTools } from "#components/keys/preview/seen-tools";
import { sightFacts, sightSentence } from "#components/keys/preview/sight-summary";
import { UnseenTools } from "#components/keys/preview/unseen-tools";
import { Notice } from "#components/ui/notice";
import type { KeySightInFull } from "#lib/gateway/preview/dto";
import { blockedIn } from "#lib/policy/words";

/**
 * Shows what a key sees now, and every tool that it does not see, with the reason.
 * @param props.sight null for a key that has ended
 */
export function WhatItSees({ sight, noun }: { sight: KeySightInFull | null; noun: Noun }) {
  if (!sight)
    return (
      <p className="px-4 pt-3 pb-4 text-muted-foreground sm:px-5">{`This ${noun} has ended, so it sees nothing.`}</p>
    );
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4 px-4 pt-3 pb-4 sm:px-5">
      <div>
        <p className="font-medium">{sightSentence(sight, "sees", noun)}</p>
        <p className="text-muted-foreground text-sm">{sightFacts(sight)}</p>
      </div>
      {sight.naming && <NamingNote naming={sight.naming} noun={noun} />}
      {sight.blocked.map(({ name, blocks }) => (
        <Notice key={name} tone="warning">
          {blockedIn(name, blocks)}
        </Notice>
      ))}
      <ManyTools sight={sight} noun={noun} />
      {sight.toolCount > 0 && (
        <Fold label={`Tools it sees (${sight.toolCount})`} open={sight.toolCount <= OPEN_UP_TO}>
          <SeenTools sight={sight} />
        </Fold>
      )}
      {(sight.unseenCount > 0 || sight.unseen.length > 0) && (
        <Fold label={`Tools it does not see (${sight.unseenCount})`} open={sight.unseenCount <= OPEN_UP_TO}>
          <UnseenTools sight={sight} noun={noun} />
        </Fold>
      )}
    </div>
  );
}

/** A list with at most this many tools is open from the start. */
const OPEN_UP_TO = 12;

function Fold({ label, open, children }: { label: string; open: boolean; children: ReactNode }) {
  return (
    <details open={open} className="group min-w-0">
      <summary className="flex w-fit list-none items-center gap-1.5 rounded-md font-medium [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-4 text-muted-foreground transition-transform group-open:rotate-90" />
        {label}
      </summary>
      <div className="mt-2">{children}</div>
    </details>
  );
}
