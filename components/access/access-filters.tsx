"use client";

import { usePathname, useRouter } from "next/navigation";
import { useEffect, useRef, useState, useTransition } from "react";
import { accessAddress } from "#components/access/access-address";
import { FILTER_LABELS } from "#components/access/filter-labels";
import { SearchInput } from "#components/ui/search-input";
import { Select } from "#components/ui/select";
import { Spinner } from "#components/ui/spinner";
import { KEY_FILTERS, type KeyFilter, SEARCH_MAX } from "#lib/keys/limits";

const DEBOUNCE_MS = 250;
/** A whole token in the address bar would stay in the browser's history; its start finds the key as well. */
const WHOLE_TOKEN = /\b([a-z][a-z0-9]{1,15}_[0-9A-Za-z]{5})[0-9A-Za-z]{44}\b/g;

type AccessFiltersProps = { search: string; filter: KeyFilter };

/** Narrows the list down; what is chosen stands in the address, so that it can be shared and Back works. */
export function AccessFilters(shown: AccessFiltersProps) {
  const router = useRouter();
  const pathname = usePathname();
  const [pending, startTransition] = useTransition();
  const [chosen, setChosen] = useState(shown);
  const [sent, setSent] = useState(shown);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  // The address was changed by something else, such as a link.
  if (!pending && (shown.search !== sent.search || shown.filter !== sent.filter)) {
    setSent(shown);
    setChosen(shown);
  }

  function choose(next: AccessFiltersProps, delayMs: number) {
    setChosen(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const view = { ...next, search: next.search.trim() };
      startTransition(() => {
        setSent(view);
        router.replace(accessAddress(pathname, view), { scroll: false });
      });
    }, delayMs);
  }

  function type(typed: string) {
    choose({ ...chosen, search: typed.replaceAll(WHOLE_TOKEN, "$1").slice(0, SEARCH_MAX) }, DEBOUNCE_MS);
  }

  return (
    <search className="flex flex-wrap items-center gap-2">
      <SearchInput label="Search keys and people" value={chosen.search} onChange={type} className="w-full sm:w-72" />
      <Select
        aria-label="Status"
        value={chosen.filter}
        onChange={(event) => choose({ ...chosen, filter: asFilter(event.target.value) }, 0)}
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
