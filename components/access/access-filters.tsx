"use client";

import { usePathname, useRouter } from "next/navigation";
import { useEffect, useRef, useState, useTransition } from "react";
import { accessAddress } from "#components/access/access-address";
import { FILTER_LABELS } from "#components/access/filter-labels";
import { SearchInput } from "#components/ui/search-input";
import { Select } from "#components/ui/select";
import { Spinner } from "#components/ui/spinner";
import { KEY_FILTERS, type KeyFilter, SEARCH_MAX } from "#lib/keys/schema";

const DEBOUNCE_MS = 250;
/** A whole token in the address bar would stay in the browser's history; its start finds the key as well. */
const WHOLE_TOKEN = /\b([a-z][a-z0-9]{1,15}_[0-9A-Za-z]{5})[0-9A-Za-z]{44}\b/g;

type AccessFiltersProps = { search: string; filter: KeyFilter };

/** Narrows the list down; what is chosen stands in the address, so that it can be shared and Back works. */
export function AccessFilters({ search, filter }: AccessFiltersProps) {
  const router = useRouter();
  const pathname = usePathname();
  const [text, setText] = useState(search);
  const [pending, startTransition] = useTransition();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  function show(next: AccessFiltersProps) {
    startTransition(() =>
      router.replace(accessAddress(pathname, { ...next, search: next.search.trim() }), { scroll: false }),
    );
  }

  function type(typed: string) {
    const safe = typed.replaceAll(WHOLE_TOKEN, "$1").slice(0, SEARCH_MAX);
    setText(safe);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => show({ search: safe, filter }), DEBOUNCE_MS);
  }

  return (
    <search className="flex flex-wrap items-center gap-2">
      <SearchInput label="Search keys and people" value={text} onChange={type} className="w-full sm:w-72" />
      <Select
        aria-label="Status"
        value={filter}
        onChange={(event) => show({ search: text, filter: asFilter(event.target.value) })}
        className="w-44"
      >
        {KEY_FILTERS.map((choice) => (
          <option key={choice} value={choice}>
            {FILTER_LABELS[choice]}
          </option>
        ))}
      </Select>
      {pending && <Spinner className="text-muted-foreground" />}
    </search>
  );
}

function asFilter(value: string): KeyFilter {
  return KEY_FILTERS.find((choice) => choice === value) ?? "usable";
}
