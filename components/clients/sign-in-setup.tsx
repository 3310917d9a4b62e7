"use client";

import { useState } from "react";
import { SetupTexts } from "#components/clients/setup-snippet";
import { Field } from "#components/ui/field";
import { Select } from "#components/ui/select";
import { knownClient } from "#lib/clients/known-client";
import { SIGNING_CLIENTS } from "#lib/clients/sign-in";

/** The name under which a client that signs in lists Latchkey. People may choose another one there. */
const SERVER_NAME = "latchkey";

type SignInSetupProps = {
  endpoint: string;
  /** What the client calls itself that the person used last; null when there was none. */
  lastClient: string | null;
};

/** Shows how each client that can sign in is connected: by an address, without a key. */
export function SignInSetup({ endpoint, lastClient }: SignInSetupProps) {
  const usual = knownClient(lastClient)?.id;
  const [id, setId] = useState(SIGNING_CLIENTS.some((one) => one.id === usual) ? usual : SIGNING_CLIENTS[0].id);
  const client = SIGNING_CLIENTS.find((one) => one.id === id) ?? SIGNING_CLIENTS[0];
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3">
      <Field label="Client" name="client" className="max-w-form">
        {(control) => (
          <Select {...control} value={client.id} onChange={(event) => setId(event.target.value)}>
            {SIGNING_CLIENTS.map((one) => (
              <option key={one.id} value={one.id}>
                {one.title}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <SetupTexts title={client.title} setup={client.setup({ serverName: SERVER_NAME, endpoint })} />
    </div>
  );
}
