"use client";

import { SEARCH_DELAY_MS, searchText } from "#components/frame/page/search-text";
import { useAddressView } from "#components/frame/page/use-address-view";
import { cn } from "#components/ui/cn";
import { SearchInput } from "#components/ui/search-input";
import { Spinner } from "#components/ui/spinner";
import { countWords, type ListCount } from "#lib/listing/count";
import { SEARCH_MAX } from "#lib/listing/search";

type SearchInAddressProps = {
  /** The name of the field: "Search your keys". */
  label: string;
  /** The search text of the list on the screen. */
  search: string;
  /** The number of entries that match. */
  found: ListCount;
  /** What one entry is called: "key". */
  noun: string;
  className?: string;
};

/** Searches all pages of a list on the server during typing, and shows the first page of the matches. */
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

/** The address of a list with this search text. */
function searchAddress(path: string, view: { search: string }): string {
  const search = view.search.trim();
  return search ? `${path}?${new URLSearchParams({ search })}` : path;
}
