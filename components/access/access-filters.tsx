"use client";

import { usePathname, useRouter } from "next/navigation";
import { type ReactNode, useEffect, useRef, useState, useTransition } from "react";
import { type AccessView, accessAddress } from "#components/access/access-address";
import { ACCESS_FILTER_LABELS, FILTER_LABELS, SORT_LABELS } from "#components/access/filter-labels";
import { Checkbox } from "#components/ui/checkbox";
import { SearchInput } from "#components/ui/search-input";
import { Select } from "#components/ui/select";
import { Spinner } from "#components/ui/spinner";
import type { KeyOwner } from "#lib/keys/dto";
import { ACCESS_FILTERS, KEY_FILTERS, KEY_SORTS, SEARCH_MAX, SERVICE_OWNER, UNUSED_DAYS } from "#lib/keys/limits";

const DEBOUNCE_MS = 250;
/** A whole token in the address bar would stay in the browser's history; its start finds the key as well. */
const WHOLE_TOKEN = /\b([a-z][a-z0-9]{1,15}_[0-9A-Za-z]{5})[0-9A-Za-z]{44}\b/g;

type AccessFiltersProps = { view: AccessView; owners: KeyOwner[]; action?: ReactNode };

/** Narrows the list down; what is chosen stands in the address, so that it can be shared and Back works. */
export function AccessFilters({ view, owners, action }: AccessFiltersProps) {
  const { chosen, pending, choose } = useChosen(view);

  function type(typed: string) {
    choose({ search: typed.replaceAll(WHOLE_TOKEN, "$1").slice(0, SEARCH_MAX) }, DEBOUNCE_MS);
  }

  return (
    <search className="grid gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <SearchInput label="Search keys and people" value={chosen.search} onChange={type} className="w-full sm:w-72" />
        {pending && <Spinner className="text-muted-foreground" />}
        {action && <div className="ml-auto">{action}</div>}
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <Select
          aria-label="Owner"
          value={chosen.owner ?? ""}
          onChange={(event) => choose({ owner: event.target.value || null })}
          className="w-44"
        >
          <option value="">Every owner</option>
          <option value={SERVICE_OWNER}>Service keys</option>
          {owners.map(({ id, name, email }) => (
            <option key={id} value={id}>
              {name} ({email})
            </option>
          ))}
        </Select>
        <Choice
          label="Status"
          names={KEY_FILTERS}
          labels={FILTER_LABELS}
          value={chosen.filter}
          onChoose={(filter) => choose({ filter })}
        />
        <Choice
          label="Access"
          names={ACCESS_FILTERS}
          labels={ACCESS_FILTER_LABELS}
          value={chosen.access}
          onChoose={(access) => choose({ access })}
        />
        <Choice
          label="Order"
          names={KEY_SORTS}
          labels={SORT_LABELS}
          value={chosen.sort}
          onChoose={(sort) => choose({ sort })}
        />
        <Checkbox
          label={`Unused for ${UNUSED_DAYS} days`}
          checked={chosen.unused}
          onChange={(event) => choose({ unused: event.target.checked })}
          className="py-1.5 pl-1"
        />
      </div>
    </search>
  );
}

type ChoiceProps<Name extends string> = {
  label: string;
  names: readonly Name[];
  labels: Record<Name, string>;
  value: Name;
  onChoose: (name: Name) => void;
};

function Choice<Name extends string>({ label, names, labels, value, onChoose }: ChoiceProps<Name>) {
  return (
    <Select
      aria-label={label}
      value={value}
      onChange={(event) => onChoose(names.find((name) => name === event.target.value) ?? value)}
      className="w-44"
    >
      {names.map((name) => (
        <option key={name} value={name}>
          {labels[name]}
        </option>
      ))}
    </Select>
  );
}

/** What is chosen at once, and in the address once the page is on the way. */
function useChosen(shown: AccessView) {
  const router = useRouter();
  const pathname = usePathname();
  const [pending, startTransition] = useTransition();
  const [chosen, setChosen] = useState(shown);
  const [sent, setSent] = useState(shown);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  // The address was changed by something else, such as a link.
  if (!pending && accessAddress("", shown) !== accessAddress("", sent)) {
    setSent(shown);
    setChosen(shown);
  }

  function choose(change: Partial<AccessView>, delayMs = 0) {
    const next = { ...chosen, ...change };
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

  return { chosen, pending, choose };
}
