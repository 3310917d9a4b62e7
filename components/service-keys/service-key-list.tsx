"use client";

import { Bot, SearchX } from "lucide-react";
import { useState } from "react";
import { byFamily } from "#components/keys/by-family";
import { keyLabel } from "#components/keys/key-label";
import type { RevokeKeyAction } from "#components/keys/revoke-key";
import type { RotateKeyAction } from "#components/keys/rotate-key";
import { YOUR_KEYS_ID } from "#components/keys/your-keys-heading";
import { ServiceKeyCard } from "#components/service-keys/service-key-card";
import { Button } from "#components/ui/button";
import { EmptyState } from "#components/ui/empty-state";
import { SearchInput } from "#components/ui/search-input";
import type { ServiceKeyView } from "#lib/keys/dto";

/** From this many on the list can be searched. */
const SEARCH_FROM = 8;

type ServiceKeyListProps = {
  keys: ServiceKeyView[];
  workspaceSlug: string;
  rotateAction: RotateKeyAction;
  revokeAction: RevokeKeyAction;
};

/** The service keys in use, a card for each. */
export function ServiceKeyList({ keys, ...card }: ServiceKeyListProps) {
  const [search, setSearch] = useState("");
  const [announcement, setAnnouncement] = useState("");
  const shown = byFamily(keys.filter((key) => matches(key, search)));
  return (
    <section aria-labelledby={YOUR_KEYS_ID} className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <h2 id={YOUR_KEYS_ID} tabIndex={-1} className="flex items-baseline gap-2 text-lg">
          In use
          {keys.length > 0 && <span className="font-normal text-muted-foreground text-sm">{keys.length}</span>}
        </h2>
        {keys.length >= SEARCH_FROM && (
          <SearchInput label="Search service keys" value={search} onChange={setSearch} className="w-full sm:w-64" />
        )}
      </div>
      <p role="status" className="sr-only">
        {announcement}
      </p>
      {keys.length === 0 && (
        <EmptyState icon={Bot} title="No service key in use">
          A service key connects automation, such as a nightly job, to this workspace's MCP servers. It works until it
          expires or an admin revokes it.
        </EmptyState>
      )}
      {shown.length > 0 && (
        <ul className="divide-y rounded-lg border bg-card">
          {shown.map((key) => (
            <li key={key.id}>
              <ServiceKeyCard
                keyView={key}
                {...card}
                onRevoked={() => setAnnouncement(`${keyLabel(key)} is revoked.`)}
              />
            </li>
          ))}
        </ul>
      )}
      {keys.length > 0 && shown.length === 0 && (
        <EmptyState
          icon={SearchX}
          title="No service key matches"
          action={<Button onClick={() => setSearch("")}>Clear search</Button>}
        >
          Search by name, the ends of the token, or who made it.
        </EmptyState>
      )}
    </section>
  );
}

function matches(key: ServiceKeyView, search: string): boolean {
  const texts = [key.name, key.mask, key.madeByName];
  return texts.some((text) => text?.toLowerCase().includes(search.trim().toLowerCase()));
}
