"use client";

import { useState } from "react";
import { Checkbox } from "#components/ui/checkbox";
import { cn } from "#components/ui/cn";
import { Fieldset } from "#components/ui/field";
import { SearchInput } from "#components/ui/search-input";
import type { WorkspaceView } from "#lib/workspaces/dto";

/** From this many on the list scrolls and can be searched. */
const SEARCH_FROM = 8;

/** "Team 2" before "Team 10". */
const byName = new Intl.Collator("en", { numeric: true });

type WorkspaceChoiceProps = { workspaces: WorkspaceView[]; currentId: string; error: string | undefined };

/** The workspaces a new key reaches: the current one first and chosen already. */
export function WorkspaceChoice({ workspaces, currentId, error }: WorkspaceChoiceProps) {
  const [chosen, setChosen] = useState([currentId]);
  const [search, setSearch] = useState("");
  const isLong = workspaces.length >= SEARCH_FROM;
  const matches = ({ name }: WorkspaceView) => name.toLowerCase().includes(search.trim().toLowerCase());
  const toggle = (id: string) =>
    setChosen(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]);
  const sorted = workspaces.toSorted(
    (a, b) => Number(b.id === currentId) - Number(a.id === currentId) || byName.compare(a.name, b.name),
  );
  const firstShown = sorted.find(matches);
  return (
    <Fieldset
      label="Workspaces"
      error={error}
      help={isLong ? `${chosen.length} of ${workspaces.length} chosen` : "The key reaches the MCP servers of these."}
    >
      {isLong && (
        // biome-ignore lint/a11y/noStaticElementInteractions: only keeps Enter in the search from sending the form
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
        {sorted.map((workspace) => (
          <Checkbox
            key={workspace.id}
            name="workspaceIds"
            value={workspace.id}
            checked={chosen.includes(workspace.id)}
            onChange={() => toggle(workspace.id)}
            aria-invalid={error && workspace === firstShown ? true : undefined}
            label={workspace.name}
            // Hidden rather than gone: what was chosen stays chosen while one searches on.
            className={matches(workspace) ? undefined : "hidden"}
          />
        ))}
        {!firstShown && <p className="text-muted-foreground">No workspace is called “{search.trim()}”.</p>}
      </div>
    </Fieldset>
  );
}
