"use client";

import { Bot, SearchX } from "lucide-react";
import { useState } from "react";
import { PageButton } from "#components/frame/navigation/page-link";
import { ListPages } from "#components/frame/page/pages";
import { SearchInAddress } from "#components/frame/page/search-in-address";
import type { RevokeKeyAction } from "#components/keys/dialogs/revoke-key";
import type { RotateKeyAction } from "#components/keys/dialogs/rotate-key";
import { keyLabel } from "#components/keys/facts/key-label";
import { YOUR_KEYS_ID } from "#components/keys/facts/your-keys-heading";
import { byFamily } from "#components/keys/lists/by-family";
import type { PageHrefs } from "#components/keys/lists/key-lists-address";
import { ServiceKeyCard } from "#components/service-keys/service-key-card";
import { EmptyState } from "#components/ui/empty-state";
import type { KeyListPage, ServiceKeyView } from "#lib/keys/view/dto";
import { countWords } from "#lib/listing/count";

/** From this many on the list can be searched. */
const SEARCH_FROM = 8;

type ServiceKeyListProps = PageHrefs & {
  page: KeyListPage<ServiceKeyView>;
  /** What the list was searched for. */
  search: string;
  /** The address of the whole list. */
  everythingHref: string;
  workspaceSlug: string;
  rotateAction: RotateKeyAction;
  revokeAction: RevokeKeyAction;
};

/** The service keys in use, a card for each, page by page. */
export function ServiceKeyList(props: ServiceKeyListProps) {
  const { page, search, everythingHref, firstHref, nextHref, ...card } = props;
  const { keys, total } = page;
  const [announcement, setAnnouncement] = useState("");
  return (
    <section aria-labelledby={YOUR_KEYS_ID} className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <h2 id={YOUR_KEYS_ID} tabIndex={-1} className="flex items-baseline gap-2 text-lg">
          In use
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
      <ListPages
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
        {search ? "Search by name, the ends of the token, or who made it." : "The keys of this page have ended."}
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
