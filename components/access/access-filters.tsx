"use client";

import type { ReactNode } from "react";
import { type AccessView, accessAddress } from "#components/access/access-address";
import { ACCESS_FILTER_LABELS, FILTER_LABELS, KIND_LABELS, SORT_LABELS } from "#components/access/filter-labels";
import { SEARCH_DELAY_MS, searchText } from "#components/frame/page/search-text";
import { useAddressView } from "#components/frame/page/use-address-view";
import { Checkbox } from "#components/ui/checkbox";
import { SearchInput } from "#components/ui/search-input";
import { Select } from "#components/ui/select";
import { Spinner } from "#components/ui/spinner";
import {
  ACCESS_FILTERS,
  KEY_FILTERS,
  KEY_SORTS,
  KIND_FILTERS,
  SERVICE_OWNER,
  UNUSED_DAYS,
} from "#lib/keys/lists/options";
import type { KeyOwner } from "#lib/keys/view/dto";
import { SEARCH_MAX } from "#lib/listing/search";

type AccessFiltersProps = { view: AccessView; owners: KeyOwner[]; action?: ReactNode };

/**
 * The search, filters and order of the Access list. They are in the address, so that it can be shared and Back works.
 */
export function AccessFilters({ view, owners, action }: AccessFiltersProps) {
  const { chosen, pending, choose } = useAddressView(view, accessAddress);

  return (
    <search className="grid gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <SearchInput
          label="Search keys, apps and people"
          value={chosen.search}
          onChange={(typed) => choose({ search: searchText(typed, SEARCH_MAX) }, SEARCH_DELAY_MS)}
          className="w-full sm:w-72"
        />
        {pending && <Spinner className="text-muted-foreground" />}
        {action && <div className="ml-auto">{action}</div>}
      </div>
      <div className="grid grid-cols-2 items-center gap-2 sm:flex sm:flex-wrap">
        <Select
          aria-label="Owner"
          value={chosen.owner ?? ""}
          onChange={(event) => choose({ owner: event.target.value || null })}
          className="w-full sm:w-40"
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
          label="Kind"
          names={KIND_FILTERS}
          labels={KIND_LABELS}
          value={chosen.kind}
          onChoose={(kind) => choose({ kind })}
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
      className="w-full sm:w-40"
    >
      {names.map((name) => (
        <option key={name} value={name}>
          {labels[name]}
        </option>
      ))}
    </Select>
  );
}
