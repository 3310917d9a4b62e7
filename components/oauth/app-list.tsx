"use client";

import { type ReactNode, useState } from "react";
import { ListPagination } from "#components/frame/page/pagination";
import { SearchInAddress } from "#components/frame/page/search-in-address";
import { KeyArticle } from "#components/keys/card/key-article";
import { KeyFacts } from "#components/keys/card/key-facts";
import { RevokeKey, type RevokeKeyAction } from "#components/keys/dialogs/revoke-key";
import type { RotateKeyAction } from "#components/keys/dialogs/rotate-key";
import { keyLabel } from "#components/keys/facts/key-label";
import { KeyWorkspaces } from "#components/keys/facts/key-workspaces";
import { APPS_ID } from "#components/keys/facts/list-ids";
import type { PageHrefs } from "#components/keys/lists/key-lists-address";
import { RelativeTime } from "#components/time/relative-time";
import { SEARCH_FROM } from "#components/ui/list-search";
import type { KeyListPage, KeyView } from "#lib/keys/view/dto";
import { countWords } from "#lib/listing/count";

type AppListProps = PageHrefs & {
  page: KeyListPage<KeyView>;
  search: string;
  /** The workspace in which the page of an app opens; empty for somebody who belongs to none. */
  workspaceSlug: string;
  revokeAction: RevokeKeyAction;
  rotateAction: RotateKeyAction;
  sparklines: Record<string, ReactNode>;
  /** Shown in place of an empty list. */
  empty: ReactNode;
};

/** Shows one page of a person's connected apps, with a card for each. */
export function AppList({ page, search, sparklines, empty, firstHref, nextHref, ...shared }: AppListProps) {
  const [announcement, setAnnouncement] = useState("");
  return (
    <section aria-labelledby={APPS_ID} className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <h2 id={APPS_ID} tabIndex={-1} className="flex items-baseline gap-2 text-lg">
          <span>Your apps</span>
          {page.total.counted > 0 && (
            <span className="font-normal text-muted-foreground text-sm">{countWords(page.total)}</span>
          )}
        </h2>
        {(page.total.counted >= SEARCH_FROM || search) && (
          <SearchInAddress
            label="Search your apps"
            search={search}
            found={page.total}
            noun="app"
            className="w-full sm:w-64"
          />
        )}
      </div>
      <p role="status" className="sr-only">
        {announcement}
      </p>
      {page.keys.length > 0 ? (
        <ul key="apps" className="divide-y rounded-lg border bg-card">
          {page.keys.map((app) => (
            <li key={app.id}>
              <AppCard
                app={app}
                {...shared}
                sparkline={sparklines[app.id]}
                onRevoked={() => setAnnouncement(`${keyLabel(app)} is disconnected.`)}
              />
            </li>
          ))}
        </ul>
      ) : (
        <div key="none">{empty}</div>
      )}
      <ListPagination
        label="Pages of your apps"
        shown={page.keys.length}
        total={page.total}
        noun="app"
        firstHref={firstHref}
        nextHref={nextHref}
      />
    </section>
  );
}

type AppCardProps = Pick<AppListProps, "workspaceSlug" | "revokeAction" | "rotateAction"> & {
  app: KeyView;
  sparkline: ReactNode;
  onRevoked: () => void;
};

function AppCard({ app, sparkline, ...shared }: AppCardProps) {
  const { revokeAction, onRevoked } = shared;
  return (
    <KeyArticle keyView={app} {...shared}>
      <div className="flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
        <div className="grid min-w-0 flex-1 basis-72 grid-cols-[minmax(0,1fr)] gap-2">
          <KeyFacts
            keyView={app}
            workspaces={<KeyWorkspaces workspaces={app.workspaces} />}
            sparkline={sparkline}
            created={
              <span>
                Connected <RelativeTime at={app.createdAt} as="date" />
              </span>
            }
          />
        </div>
        <span className="-mx-2.5">
          <RevokeKey keyView={app} action={revokeAction} focusId={APPS_ID} onRevoked={onRevoked} />
        </span>
      </div>
    </KeyArticle>
  );
}
