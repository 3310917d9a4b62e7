"use client";

import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { ListPagination } from "#components/frame/page/pagination";
import { EndedKey } from "#components/keys/card/ended-key";
import { KeyMenu } from "#components/keys/card/key-menu";
import { ENDED_APPS_ID, INACTIVE_KEYS_ID } from "#components/keys/facts/list-ids";
import type { Noun } from "#components/keys/facts/noun";
import type { PageHrefs } from "#components/keys/lists/key-lists-address";
import type { KeyListPage, KeyView } from "#lib/keys/view/dto";
import { countWords } from "#lib/listing/count";

/** A list with at most this many keys is open, so that a person who has just revoked a key sees it there. */
const OPEN_UP_TO = 5;

type InactiveKeysProps = PageHrefs & { page: KeyListPage<KeyView>; workspaceSlug: string; noun?: Noun };

const TITLES: Record<Noun, { id: string; title: string }> = {
  key: { id: INACTIVE_KEYS_ID, title: "Inactive keys" },
  app: { id: ENDED_APPS_ID, title: "Recently disconnected" },
};

/** Shows one page of the keys or apps that have expired or were revoked. A long list is closed at first. */
export function InactiveKeys({ page, workspaceSlug, noun = "key", firstHref, nextHref }: InactiveKeysProps) {
  const { keys, total } = page;
  const { id, title } = TITLES[noun];
  // The list stays open or closed as the reader left it, also after a return to its first page.
  const [isOpen, setIsOpen] = useState(total.counted <= OPEN_UP_TO || firstHref !== null);
  if (total.counted === 0) return null;
  return (
    <details open={isOpen} onToggle={(event) => setIsOpen(event.currentTarget.open)} className="group min-w-0">
      <summary className="flex w-fit list-none items-center gap-1.5 rounded-md text-lg [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-4 text-muted-foreground transition-transform group-open:rotate-90" />
        <h2 id={id} tabIndex={-1} className="text-lg">
          {title}
        </h2>
        <span className="text-muted-foreground text-sm">{countWords(total)}</span>
      </summary>
      <div className="mt-3 grid grid-cols-[minmax(0,1fr)] gap-3">
        {keys.length > 0 && (
          <ul className="divide-y rounded-lg border bg-card">
            {keys.map((key) => (
              <EndedKey key={key.id} keyView={key} workspaceSlug={workspaceSlug} menu={<KeyMenu keyView={key} />} />
            ))}
          </ul>
        )}
        <ListPagination
          label={`Pages of inactive ${noun}s`}
          shown={keys.length}
          total={total}
          noun={noun}
          firstHref={firstHref}
          nextHref={nextHref}
        />
      </div>
    </details>
  );
}
