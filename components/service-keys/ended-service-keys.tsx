"use client";

import { ListPages } from "#components/frame/pages";
import { Dotted } from "#components/keys/dotted";
import { KeyLink } from "#components/keys/key-link";
import type { PageHrefs } from "#components/keys/key-lists-address";
import { KeyStatus } from "#components/keys/key-status";
import { EndedBy, Expiry, LastUsed } from "#components/keys/key-times";
import { ENDED_SERVICE_KEYS_ID } from "#components/keys/list-ids";
import { MadeBy } from "#components/service-keys/made-by";
import type { KeyPage, ServiceKeyView } from "#lib/keys/dto";

type EndedServiceKeysProps = PageHrefs & { page: KeyPage<ServiceKeyView>; workspaceSlug: string };

/** Service keys that were revoked or ran out, page by page. */
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
            <EndedKey key={key.id} keyView={key} workspaceSlug={workspaceSlug} />
          ))}
        </ul>
      )}
      <ListPages
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

function EndedKey({ keyView: key, workspaceSlug }: { keyView: ServiceKeyView; workspaceSlug: string }) {
  return (
    <li className="grid grid-cols-[minmax(0,1fr)] gap-1 px-4 py-3 sm:px-5">
      <div className="flex min-w-0 items-center justify-between gap-4">
        <h3 className="min-w-0 font-medium text-muted-foreground">
          <KeyLink keyView={key} workspaceSlug={workspaceSlug} />
        </h3>
        <KeyStatus status={key.status} />
      </div>
      <div className="text-muted-foreground text-sm">
        <Dotted>
          <code className="font-mono">{key.mask}</code>
          {key.revoked ? <EndedBy verb="Revoked" ending={key.revoked} /> : <Expiry {...key} />}
          {key.replacedBy && (
            <span>
              Replaced by <code className="font-mono">{key.replacedBy.mask}</code>
            </span>
          )}
          <LastUsed lastUse={key.lastUse} />
          <MadeBy keyView={key} />
        </Dotted>
      </div>
    </li>
  );
}
