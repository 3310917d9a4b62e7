"use client";

import { SEARCH_DELAY_MS, searchText } from "#components/frame/page/search-text";
import { useAddressView } from "#components/frame/page/use-address-view";
import { cn } from "#components/ui/cn";
import { SearchInput } from "#components/ui/search-input";
import { Spinner } from "#components/ui/spinner";
import { countWords, type ListCount } from "#lib/listing/count";
import { SEARCH_MAX } from "#lib/listing/search";

type SearchInAddressProps = {
  /** Names the field: "Search your keys". */
  label: string;
  /** What the list on the screen was searched for. */
  search: string;
  /** How many entries that found, and what one of them is called. */
  found: ListCount;
  noun: string;
  className?: string;
};

/** Searches a list on the server while one types, all pages of it; the first page of what is found is shown. */
export function SearchInAddress({ label, search, found, noun, className }: SearchInAddressProps) {
  const { chosen, pending, choose } = useAddressView({ search }, searchAddress);
  return (
    <search className={cn("flex items-center gap-2", className)}>
      <SearchInput
        label={label}
        value={chosen.search}
        onChange={(typed) => choose({ search: searchText(typed, SEARCH_MAX) }, SEARCH_DELAY_MS)}
        className="flex-1"
      />
      {pending && <Spinner className="text-muted-foreground" />}
      <p role="status" className="sr-only">
        {search && !pending && `${countWords(found)} ${noun}${found.counted === 1 ? "" : "s"} found`}
      </p>
    </search>
  );
}

/** The address of a list that is searched for this. */
function searchAddress(path: string, view: { search: string }): string {
  const search = view.search.trim();
  return search ? `${path}?${new URLSearchParams({ search })}` : path;
}
