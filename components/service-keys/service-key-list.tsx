"use client";

import { Bot, SearchX } from "lucide-react";
import { useState } from "react";
import { PageButton } from "#components/frame/navigation/page-link";
import { ListPagination } from "#components/frame/page/pagination";
import { SearchInAddress } from "#components/frame/page/search-in-address";
import type { RevokeKeyAction } from "#components/keys/dialogs/revoke-key";
import type { RotateKeyAction } from "#components/keys/dialogs/rotate-key";
import { keyLabel } from "#components/keys/facts/key-label";
import { YOUR_KEYS_ID } from "#components/keys/facts/list-ids";
import { byFamily } from "#components/keys/lists/by-family";
import type { PageHrefs } from "#components/keys/lists/key-lists-address";
import { ServiceKeyCard } from "#components/service-keys/service-key-card";
import { EmptyState } from "#components/ui/empty-state";
import { SEARCH_FROM } from "#components/ui/list-search";
import type { KeyListPage, ServiceKeyView } from "#lib/keys/view/dto";
import { countWords } from "#lib/listing/count";

type ServiceKeyListProps = PageHrefs & {
  page: KeyListPage<ServiceKeyView>;
  /** The search text; empty for the whole list. */
  search: string;
  /** The address of the first page, without a search. */
  everythingHref: string;
  workspaceSlug: string;
  rotateAction: RotateKeyAction;
  revokeAction: RevokeKeyAction;
};

/** Shows one page of a workspace's service keys in use, with a card for each. */
export function ServiceKeyList(props: ServiceKeyListProps) {
  const { page, search, everythingHref, firstHref, nextHref, ...card } = props;
  const { keys, total } = page;
  const [announcement, setAnnouncement] = useState("");
  return (
    <section aria-labelledby={YOUR_KEYS_ID} className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <h2 id={YOUR_KEYS_ID} tabIndex={-1} className="flex items-baseline gap-2 text-lg">
          <span>In use</span>
          {total.counted > 0 && <span className="font-normal text-muted-foreground text-sm">{countWords(total)}</span>}
        </h2>
        {(total.counted >= SEARCH_FROM || search) && (
          <SearchInAddress
            label="Search service keys"
            search={search}
            found={total}
            noun="key"
            className="w-full sm:w-64"
          />
        )}
      </div>
      <p role="status" className="sr-only">
        {announcement}
      </p>
      {keys.length > 0 ? (
        <ul className="divide-y rounded-lg border bg-card">
          {byFamily(keys).map((key) => (
            <li key={key.id}>
              <ServiceKeyCard
                keyView={key}
                {...card}
                onRevoked={() => setAnnouncement(`${keyLabel(key)} is revoked.`)}
              />
            </li>
          ))}
        </ul>
      ) : (
        <NoKeys {...props} />
      )}
      <ListPagination
        label="Pages of keys in use"
        shown={keys.length}
        total={total}
        noun="key"
        firstHref={firstHref}
        nextHref={nextHref}
      />
    </section>
  );
}

function NoKeys({ search, firstHref, everythingHref }: ServiceKeyListProps) {
  if (search || firstHref) {
    return (
      <EmptyState
        icon={SearchX}
        title={search ? "No service key matches" : "No more service keys"}
        action={<PageButton href={everythingHref}>{search ? "Clear search" : "Show all service keys"}</PageButton>}
      >
        {search
          ? "Search by name, creator, or the start or end of the token."
          : "The keys on this page have expired or were revoked."}
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={Bot} title="No service key in use">
      A service key connects automation, such as a nightly job, to this workspace's MCP servers. It works until it
      expires or an admin revokes it.
    </EmptyState>
  );
}
