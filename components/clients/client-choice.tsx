"use client";

import { useState } from "react";
import { SetupSnippet, type SnippetProps } from "#components/clients/setup-snippet";
import { Select } from "#components/ui/select";
import type { Client } from "#lib/clients/model/setup";

type ClientChoiceProps = SnippetProps & {
  /** The name of the select. */
  label: string;
  clients: readonly [Client, ...Client[]];
  /** The id of the client that is chosen first; the first of `clients` when it is none of them. */
  first: string | null;
};

/** Shows the set-up of one of several clients that share a tab. A select changes the client. */
export function ClientChoice({ label, clients, first, ...snippet }: ClientChoiceProps) {
  const [id, setId] = useState(first);
  const chosen = clients.find((client) => client.id === id) ?? clients[0];
  return (
    <div className="grid min-w-0 gap-3">
      <Select
        size="sm"
        aria-label={label}
        value={chosen.id}
        onChange={(event) => setId(event.target.value)}
        className="w-52"
      >
        {clients.map((client) => (
          <option key={client.id} value={client.id}>
            {client.title}
          </option>
        ))}
      </Select>
      <SetupSnippet key={chosen.id} client={chosen} {...snippet} />
    </div>
  );
}
