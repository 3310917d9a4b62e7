"use client";

import { useState } from "react";
import { Checkbox } from "#components/ui/checkbox";
import { cn } from "#components/ui/cn";
import { Fieldset } from "#components/ui/field";
import { SEARCH_FROM, textMatches } from "#components/ui/list-search";
import { Radio, RadioGroup } from "#components/ui/radio-group";
import { SearchInput } from "#components/ui/search-input";
import type { ServerChoice as Server } from "#lib/keys/view/dto";

type ServerChoiceProps = {
  /** The servers of the chosen workspaces and environment. */
  servers: readonly Server[];
  workspaceNames: ReadonlyMap<string, string>;
  mode: "all" | "chosen";
  chosen: readonly string[];
  onChange: (change: { servers?: "all" | "chosen"; serverIds?: string[] }) => void;
  error: string | undefined;
};

/** Asks whether a key reaches all servers of its workspaces or only some of them. */
export function ServerChoice({ servers, workspaceNames, mode, chosen, onChange, error }: ServerChoiceProps) {
  const radio = (value: "all" | "chosen") => ({
    name: "servers",
    value,
    checked: mode === value,
    onChange: () => onChange({ servers: value }),
  });
  return (
    <Fieldset label="MCP servers" error={error}>
      <RadioGroup>
        <Radio {...radio("all")} label="All servers" help="Includes servers that are connected later." />
        <Radio
          {...radio("chosen")}
          label="Chosen servers"
          help="Only these. Servers that are connected later are not added."
        />
      </RadioGroup>
      {mode === "chosen" && (
        <ServerList
          servers={servers}
          workspaceNames={workspaceNames}
          chosen={chosen}
          onChange={(serverIds) => onChange({ serverIds })}
          isWrong={error !== undefined}
        />
      )}
    </Fieldset>
  );
}

type ServerListProps = Pick<ServerChoiceProps, "servers" | "workspaceNames" | "chosen"> & {
  onChange: (chosen: string[]) => void;
  isWrong: boolean;
};

function ServerList({ servers, workspaceNames, chosen, onChange, isWrong }: ServerListProps) {
  const [search, setSearch] = useState("");
  if (servers.length === 0) {
    return (
      <p className="rounded-md border p-3 text-muted-foreground">
        No MCP server belongs to this choice of workspaces and environment.
      </p>
    );
  }
  const isLong = servers.length >= SEARCH_FROM;
  const matches = ({ name, environment }: Server) => textMatches(search, [name, environment]);
  const toggle = (id: string) =>
    onChange(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]);
  const firstShown = servers.find(matches);
  const haveSeveralWorkspaces = new Set(servers.map((server) => server.workspaceId)).size > 1;
  return (
    <div className="mt-1 grid gap-2">
      {isLong && (
        // biome-ignore lint/a11y/noStaticElementInteractions: only stops Enter in the search from sending the form
        <div onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}>
          <SearchInput label="Search MCP servers" value={search} onChange={setSearch} />
        </div>
      )}
      <div
        className={cn(
          "grid gap-x-6 gap-y-2 rounded-md border p-3 sm:grid-cols-2",
          isLong && "max-h-60 overflow-y-auto",
        )}
      >
        {servers.map((server) => (
          <Checkbox
            key={server.id}
            name="serverIds"
            value={server.id}
            checked={chosen.includes(server.id)}
            onChange={() => toggle(server.id)}
            aria-invalid={isWrong && server === firstShown ? true : undefined}
            label={server.name}
            help={[
              haveSeveralWorkspaces && workspaceNames.get(server.workspaceId),
              server.environment,
              server.isDisabled && "disabled",
            ]
              .filter(Boolean)
              .join(" · ")}
            className={matches(server) ? undefined : "hidden"}
          />
        ))}
        {!firstShown && <p className="text-muted-foreground">No MCP server is called “{search.trim()}”.</p>}
      </div>
      <p className="text-muted-foreground text-sm">
        {chosen.filter((id) => servers.some((server) => server.id === id)).length} of {servers.length} chosen
      </p>
    </div>
  );
}
