"use client";

import { useState } from "react";
import { useClientSetup } from "#components/clients/client-setup";
import { fieldErrors, formMessage } from "#components/form/form-state";
import { Field } from "#components/ui/field";
import { Form } from "#components/ui/form";
import { Input } from "#components/ui/input";
import { useFormAction } from "#components/ui/use-form-action";
import { SERVER_NAME_MAX, serverNameProblem } from "#lib/clients/model/server-name";
import { type FormState, IDLE } from "#lib/form";

type NameInClientsProps = {
  keyId: string;
  /** The name that is stored. */
  saved: string;
  /** Called with each name that every client takes, while it is typed. */
  onName: (name: string) => void;
};

/**
 * The field for the name under which clients list a key. The set-up texts follow it at once. It is saved when the field
 * is left, so that the key, and the one that replaces it, have it next time.
 */
export function NameInClients({ keyId, saved, onName }: NameInClientsProps) {
  const { nameAction } = useClientSetup();
  const [state, submit] = useFormAction<FormState<unknown>>(nameAction, IDLE);
  const [name, setName] = useState(saved);
  const [sent, setSent] = useState(saved);
  const problem = serverNameProblem(name);
  const refusal =
    name === sent ? (fieldErrors(state).nameInClients ?? formMessage(state, ["nameInClients"])) : undefined;
  const type = (text: string) => {
    setName(text);
    if (serverNameProblem(text) === null) onName(text);
  };
  const send = (form: FormData) => {
    if (problem !== null || name === sent) return;
    setSent(name);
    submit(form);
  };
  return (
    <Form state={state} action={send}>
      <input type="hidden" name="keyId" value={keyId} />
      <Field
        label="Name in the client"
        name="nameInClients"
        error={problem ?? refusal}
        help="An entry of this name in the client is replaced. It is the same after a rotation, and another for each of your keys."
      >
        {(control) => (
          <Input
            {...control}
            value={name}
            maxLength={SERVER_NAME_MAX}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            onChange={(event) => type(event.target.value)}
            onBlur={(event) => event.target.form?.requestSubmit()}
            className="max-w-60 font-mono text-sm max-md:text-lg"
          />
        )}
      </Field>
    </Form>
  );
}
