"use client";

import { ChevronRight } from "lucide-react";
import type { Noun } from "#components/keys/facts/noun";
import { ManyTools } from "#components/keys/preview/many-tools";
import { NamingNote } from "#components/keys/preview/naming-note";
import { SeenTools } from "#components/keys/preview/seen-tools";
import { sightFacts, sightSentence } from "#components/keys/preview/sight-summary";
import { type PreviewRequest, useKeyPreview } from "#components/keys/preview/use-key-preview";
import { Notice } from "#components/ui/notice";
import { Spinner } from "#components/ui/spinner";
import type { KeySight } from "#lib/gateway/preview/dto";
import { blockedIn } from "#lib/policy/words";

/** Shows what the key will see if the form is sent now. The server answers with the rules of the gateway. */
export function KeyPreview({ request, noun = "key" }: { request: PreviewRequest; noun?: Noun }) {
  const { status, sight } = useKeyPreview(request);
  const isLoading = status === "loading";
  return (
    <section aria-label="Preview" className="grid grid-cols-[minmax(0,1fr)] gap-2 rounded-md border bg-muted px-4 py-3">
      <div className="flex items-start justify-between gap-3">
        <div className="min-w-0">
          <p role="status" className="font-medium">
            <span>{sight ? sightSentence(sight, "will see", noun) : status === "failed" ? failed(noun) : ""}</span>
            {!sight && isLoading && (
              <span className="text-muted-foreground">{`Looking up what this ${noun} will see…`}</span>
            )}
          </p>
          {sight && <p className="text-muted-foreground text-sm">{sightFacts(sight)}</p>}
        </div>
        {isLoading && <Spinner className="mt-0.5 text-muted-foreground" />}
      </div>
      {sight?.naming && <NamingNote naming={sight.naming} noun={noun} />}
      {sight?.blocked.map(({ name, blocks }) => (
        <Notice key={name} tone="warning">
          {blockedIn(name, blocks)}
        </Notice>
      ))}
      {sight && <ManyTools sight={sight} noun={noun} />}
      {sight && sight.toolCount > 0 && <Tools sight={sight} />}
    </section>
  );
}

function failed(noun: Noun): string {
  return `Latchkey could not find out what this ${noun} will see. You can still ${noun === "app" ? "connect" : "save"} it.`;
}

function Tools({ sight }: { sight: KeySight }) {
  return (
    <details className="group">
      <summary className="flex w-fit list-none items-center gap-1 rounded-sm text-sm [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden
          className="size-3.5 text-muted-foreground transition-transform group-open:rotate-90"
        />
        Show the tools
      </summary>
      <section
        aria-label="Tools"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        className="mt-2 max-h-72 overflow-y-auto rounded-md border bg-card px-3 py-2"
      >
        <SeenTools sight={sight} />
      </section>
    </details>
  );
}
