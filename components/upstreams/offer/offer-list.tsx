"use client";

import { useState } from "react";
import { SEARCH_FROM, textMatches } from "#components/ui/list-search";
import { SearchInput } from "#components/ui/search-input";
import { Badge } from "#components/ui/status";
import { Truncate } from "#components/ui/truncate";
import { Description } from "#components/upstreams/offer/description";
import { ListLimit } from "#components/upstreams/offer/list-limit";

type Offer = {
  id: string;
  name: string;
  title: string | null;
  description: string | null;
  /** The URI of a resource. */
  address?: string;
  isTemplate?: boolean;
};

type OfferListProps = {
  noun: "resource" | "prompt";
  entries: Offer[];
  /** Whether the server announced the list and it could not be read. */
  isUnread: boolean;
};

/** Lists the resources or the prompts of a server. */
export function OfferList({ noun, entries, isUnread }: OfferListProps) {
  const [search, setSearch] = useState("");
  const shown = entries.filter(({ name, title, address }) => textMatches(search, [name, title, address ?? null]));
  if (entries.length === 0) {
    const nothing = isUnread ? `Its ${noun}s could not be read.` : `This server offers no ${noun}s.`;
    return <p className="py-2 text-muted-foreground">{nothing}</p>;
  }
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      {entries.length >= SEARCH_FROM && (
        <SearchInput label={`Search ${noun}s`} value={search} onChange={setSearch} className="w-full sm:w-72" />
      )}
      {shown.length > 0 ? (
        <ul aria-label={`${noun}s`} className="divide-y rounded-lg border bg-card">
          {shown.map((entry) => (
            <li key={entry.id} className="grid grid-cols-[minmax(0,1fr)] gap-0.5 px-4 py-3 sm:px-5">
              <div className="flex min-w-0 items-center gap-2">
                <Truncate className="font-medium">{entry.title ?? entry.name}</Truncate>
                {entry.isTemplate && <Badge>Template</Badge>}
              </div>
              <Truncate className="font-mono text-muted-foreground text-sm">{entry.address ?? entry.name}</Truncate>
              {entry.description && <Description text={entry.description} />}
            </li>
          ))}
        </ul>
      ) : (
        <p className="py-2 text-muted-foreground">No {noun} matches.</p>
      )}
      <ListLimit count={entries.length} noun={noun} />
    </div>
  );
}
