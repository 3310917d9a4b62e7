"use client";

import { KeyRound, SearchX } from "lucide-react";
import { type ReactNode, useState } from "react";
import { PageButton } from "#components/frame/navigation/page-link";
import { ListPagination } from "#components/frame/page/pagination";
import { SearchInAddress } from "#components/frame/page/search-in-address";
import { KeyCard } from "#components/keys/card/key-card";
import type { RevokeKeyAction } from "#components/keys/dialogs/revoke-key";
import type { RotateKeyAction } from "#components/keys/dialogs/rotate-key";
import { keyLabel } from "#components/keys/facts/key-label";
import { YOUR_KEYS_ID } from "#components/keys/facts/list-ids";
import { byFamily } from "#components/keys/lists/by-family";
import type { PageHrefs } from "#components/keys/lists/key-lists-address";
import { Button } from "#components/ui/button";
import { EmptyState } from "#components/ui/empty-state";
import { SEARCH_FROM } from "#components/ui/list-search";
import type { KeyListPage, KeyView } from "#lib/keys/view/dto";
import { countWords } from "#lib/listing/count";

type YourKeysProps = PageHrefs & {
  page: KeyListPage<KeyView>;
  /** The search text; empty for the whole list. */
  search: string;
  /** The address of the first page, without a search. */
  everythingHref: string;
  hadKeys: boolean;
  workspaceSlug: string;
  endpoint: string;
  revokeAction: RevokeKeyAction;
  rotateAction: RotateKeyAction;
  /** The sparklines by key id. The server draws them. */
  sparklines: Record<string, ReactNode>;
};

/** Shows one page of a person's keys in use, with a card for each. */
export function YourKeys(props: YourKeysProps) {
  const { page, search, everythingHref, hadKeys, sparklines, firstHref, nextHref, ...shared } = props;
  const [announcement, setAnnouncement] = useState("");
  const onRevoked = (key: KeyView) => setAnnouncement(`${keyLabel(key)} is revoked.`);
  const isPart = search !== "" || firstHref !== null;
  return (
    <section aria-labelledby={YOUR_KEYS_ID} className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <h2 id={YOUR_KEYS_ID} tabIndex={-1} className="flex items-baseline gap-2 text-lg">
          <span>Your keys</span>
          {page.total.counted > 0 && (
            <span className="font-normal text-muted-foreground text-sm">{countWords(page.total)}</span>
          )}
        </h2>
        {(page.total.counted >= SEARCH_FROM || search) && (
          <SearchInAddress
            label="Search your keys"
            search={search}
            found={page.total}
            noun="key"
            className="w-full sm:w-64"
          />
        )}
      </div>
      <p role="status" className="sr-only">
        {announcement}
      </p>
      {page.keys.length > 0 && (
        <ul className="divide-y rounded-lg border bg-card">
          {byFamily(page.keys).map((key) => (
            <li key={key.id}>
              <KeyCard keyView={key} {...shared} sparkline={sparklines[key.id]} onRevoked={() => onRevoked(key)} />
            </li>
          ))}
        </ul>
      )}
      {page.keys.length === 0 && (isPart ? <NoneOnThisPage {...props} /> : <NoKeys hadKeys={hadKeys} />)}
      <ListPagination
        label="Pages of your keys"
        shown={page.keys.length}
        total={page.total}
        noun="key"
        firstHref={firstHref}
        nextHref={nextHref}
      />
    </section>
  );
}

function NoneOnThisPage({ search, everythingHref }: YourKeysProps) {
  return (
    <EmptyState
      icon={SearchX}
      title={search ? "No key matches" : "No more keys"}
      action={<PageButton href={everythingHref}>{search ? "Clear search" : "Show all keys"}</PageButton>}
    >
      {search
        ? "Search by name, workspace, or the start or end of the token."
        : "The keys on this page have expired or were revoked."}
    </EmptyState>
  );
}

function NoKeys({ hadKeys }: { hadKeys: boolean }) {
  const focusForm = () => document.querySelector<HTMLInputElement>("#create-key input")?.focus();
  return (
    <EmptyState
      icon={KeyRound}
      title={hadKeys ? "No key in use" : "No keys yet"}
      action={<Button onClick={focusForm}>{hadKeys ? "Create a key" : "Create your first key"}</Button>}
    >
      A key connects one AI client, such as Claude or Cursor, to your MCP servers. You can revoke it at any time.
    </EmptyState>
  );
}
