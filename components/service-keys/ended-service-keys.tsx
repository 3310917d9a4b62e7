"use client";

import { ListPagination } from "#components/frame/page/pagination";
import { EndedKey } from "#components/keys/card/ended-key";
import { ENDED_SERVICE_KEYS_ID } from "#components/keys/facts/list-ids";
import type { PageHrefs } from "#components/keys/lists/key-lists-address";
import { MadeBy } from "#components/service-keys/made-by";
import type { KeyListPage, ServiceKeyView } from "#lib/keys/view/dto";

type EndedServiceKeysProps = PageHrefs & { page: KeyListPage<ServiceKeyView>; workspaceSlug: string };

/** Shows one page of the service keys that have expired or were revoked. */
export function EndedServiceKeys({ page, workspaceSlug, firstHref, nextHref }: EndedServiceKeysProps) {
  const { keys, total } = page;
  if (total.counted === 0) return null;
  return (
    <section aria-labelledby={ENDED_SERVICE_KEYS_ID} className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <h2 id={ENDED_SERVICE_KEYS_ID} tabIndex={-1} className="text-lg">
        Ended
      </h2>
      {keys.length > 0 && (
        <ul className="divide-y rounded-lg border bg-card">
          {keys.map((key) => (
            <EndedKey key={key.id} keyView={key} workspaceSlug={workspaceSlug}>
              <MadeBy keyView={key} />
            </EndedKey>
          ))}
        </ul>
      )}
      <ListPagination
        label="Pages of ended keys"
        shown={keys.length}
        total={total}
        noun="key"
        firstHref={firstHref}
        nextHref={nextHref}
      />
    </section>
  );
}
