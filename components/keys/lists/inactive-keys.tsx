"use client";

import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { ListPages } from "#components/frame/page/pages";
import { EndedKey } from "#components/keys/card/ended-key";
import { KeyMenu } from "#components/keys/card/key-menu";
import type { PageHrefs } from "#components/keys/lists/key-lists-address";
import { INACTIVE_KEYS_ID } from "#components/keys/lists/list-ids";
import type { KeyListPage, KeyView } from "#lib/keys/view/dto";
import { countWords } from "#lib/listing/count";

/** So few are no burden to the eye, and whoever has just revoked a key sees where it went. */
const OPEN_UP_TO = 5;

type InactiveKeysProps = PageHrefs & { page: KeyListPage<KeyView>; workspaceSlug: string };

/** Keys that were revoked or ran out, page by page; folded away where they are many. */
export function InactiveKeys({ page, workspaceSlug, firstHref, nextHref }: InactiveKeysProps) {
  const { keys, total } = page;
  // Stays as the reader leaves it, back on its first page, too.
  const [isOpen, setIsOpen] = useState(total.counted <= OPEN_UP_TO || firstHref !== null);
  if (total.counted === 0) return null;
  return (
    <details open={isOpen} onToggle={(event) => setIsOpen(event.currentTarget.open)} className="group min-w-0">
      <summary className="flex w-fit list-none items-center gap-1.5 rounded-md text-lg [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-4 text-muted-foreground transition-transform group-open:rotate-90" />
        <h2 id={INACTIVE_KEYS_ID} tabIndex={-1} className="text-lg">
          Inactive keys
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
        <ListPages
          label="Pages of inactive keys"
          shown={keys.length}
          total={total}
          noun="key"
          firstHref={firstHref}
          nextHref={nextHref}
        />
      </div>
    </details>
  );
}
