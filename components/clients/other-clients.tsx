"use client";

import { useState } from "react";
import { SetupSnippet, type SnippetProps } from "#components/clients/setup-snippet";
import { Select } from "#components/ui/select";
import { OTHER_CLIENTS } from "#lib/clients/catalogue";

/** Shows the set-up of one client that has no tab of its own. A select changes the client. */
export function OtherClients(props: SnippetProps) {
  const [chosen, setChosen] = useState(OTHER_CLIENTS[0]);
  const choose = (id: string) => setChosen(OTHER_CLIENTS.find((client) => client.id === id) ?? OTHER_CLIENTS[0]);
  return (
    <div className="grid min-w-0 gap-3">
      <Select
        size="sm"
        aria-label="Choose a client"
        value={chosen.id}
        onChange={(event) => choose(event.target.value)}
        className="w-48"
      >
        {OTHER_CLIENTS.map((client) => (
          <option key={client.id} value={client.id}>
            {client.title}
          </option>
        ))}
      </Select>
      <SetupSnippet key={chosen.id} client={chosen} {...props} />
    </div>
  );
}
