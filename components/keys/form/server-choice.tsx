"use client";

import { useState } from "react";
import { Checkbox } from "#components/ui/checkbox";
import { cn } from "#components/ui/cn";
import { Field, Fieldset } from "#components/ui/field";
import { Radio, RadioGroup } from "#components/ui/radio-group";
import { SearchInput } from "#components/ui/search-input";
import { Select } from "#components/ui/select";
import type { ServerChoice as Server } from "#lib/keys/view/dto";

/** From this many on the list scrolls and can be searched. */
const SEARCH_FROM = 8;

type EnvironmentChoiceProps = {
  environments: readonly string[];
  environment: string | null;
  onChange: (environment: string | null) => void;
  error: string | undefined;
};

/** The stage to which a key is limited. */
export function EnvironmentChoice({ environments, environment, onChange, error }: EnvironmentChoiceProps) {
  return (
    <Field
      label="Environment"
      name="environment"
      error={error}
      help="Each MCP server belongs to one. A key that is limited to one never reaches the servers of another."
    >
      {(control) => (
        <Select
          {...control}
          value={environment ?? ""}
          onChange={(event) => onChange(event.target.value || null)}
          className="max-w-form"
        >
          <option value="">All environments</option>
          {environments.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

type ServerChoiceProps = {
  /** Of the chosen workspaces and environment. */
  servers: readonly Server[];
  workspaceNames: ReadonlyMap<string, string>;
  mode: "all" | "chosen";
  chosen: readonly string[];
  onChange: (change: { servers?: "all" | "chosen"; serverIds?: string[] }) => void;
  error: string | undefined;
};

/** Whether a key reaches all servers of its workspaces, or which of them. */
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
        <Radio {...radio("all")} label="All servers" help="Those that are connected later, too." />
        <Radio {...radio("chosen")} label="Chosen servers" help="These alone. Later ones are not added." />
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
    return <p className="rounded-md border p-3 text-muted-foreground">No MCP server is in this choice.</p>;
  }
  const isLong = servers.length >= SEARCH_FROM;
  const wanted = search.trim().toLowerCase();
  const matches = ({ name, environment }: Server) =>
    [name, environment].some((text) => text.toLowerCase().includes(wanted));
  const toggle = (id: string) =>
    onChange(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]);
  const firstShown = servers.find(matches);
  const areSeveral = new Set(servers.map((server) => server.workspaceId)).size > 1;
  return (
    <div className="mt-1 grid gap-2">
      {isLong && (
        // biome-ignore lint/a11y/noStaticElementInteractions: only keeps Enter in the search from sending the form
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
              areSeveral && workspaceNames.get(server.workspaceId),
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
