"use client";

import { useState } from "react";
import type { Noun } from "#components/keys/facts/noun";
import { Checkbox } from "#components/ui/checkbox";
import { cn } from "#components/ui/cn";
import { Fieldset } from "#components/ui/field";
import { SEARCH_FROM, textMatches } from "#components/ui/list-search";
import { SearchInput } from "#components/ui/search-input";
import { compareNames } from "#lib/format/names";
import type { WorkspaceView } from "#lib/workspaces/dto";

type WorkspaceChoiceProps = {
  noun: Noun;
  workspaces: WorkspaceView[];
  /** The ids of the workspaces that come first in the list. */
  firstIds: readonly string[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  /** The reason why a workspace cannot be chosen; null for one that can. */
  refusalOf: (workspace: WorkspaceView) => string | null;
  error: string | undefined;
};

/** Asks which workspaces a key reaches. */
export function WorkspaceChoice(props: WorkspaceChoiceProps) {
  const { noun, workspaces, firstIds, chosen, onChange, refusalOf, error } = props;
  const [search, setSearch] = useState("");
  const isLong = workspaces.length >= SEARCH_FROM;
  const matches = ({ name }: WorkspaceView) => textMatches(search, [name]);
  const toggle = (id: string) =>
    onChange(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]);
  const sorted = workspaces.toSorted(
    (a, b) => Number(firstIds.includes(b.id)) - Number(firstIds.includes(a.id)) || compareNames(a, b),
  );
  const firstShown = sorted.find(matches);
  return (
    <Fieldset
      label="Workspaces"
      error={error}
      help={
        isLong ? `${chosen.length} of ${workspaces.length} chosen` : `The ${noun} reaches the MCP servers of these.`
      }
    >
      {isLong && (
        // biome-ignore lint/a11y/noStaticElementInteractions: only stops Enter in the search from sending the form
        <div onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}>
          <SearchInput label="Search workspaces" value={search} onChange={setSearch} />
        </div>
      )}
      <div
        className={cn(
          "grid gap-x-6 gap-y-2 sm:grid-cols-2",
          isLong && "max-h-52 overflow-y-auto rounded-md border p-3",
        )}
      >
        {sorted.map((workspace) => {
          const refusal = refusalOf(workspace);
          return (
            <Checkbox
              key={workspace.id}
              name="workspaceIds"
              value={workspace.id}
              checked={chosen.includes(workspace.id)}
              disabled={refusal !== null}
              onChange={() => toggle(workspace.id)}
              aria-invalid={error && workspace === firstShown ? true : undefined}
              label={workspace.name}
              help={refusal}
              // Hidden instead of removed, so that the form still sends what was chosen before the search.
              className={matches(workspace) ? undefined : "hidden"}
            />
          );
        })}
        {!firstShown && <p className="text-muted-foreground">No workspace is called “{search.trim()}”.</p>}
      </div>
    </Fieldset>
  );
}
