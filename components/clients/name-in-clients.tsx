"use client";

import { useId, useState } from "react";
import { useClientSetup } from "#components/clients/client-setup";
import { fieldErrors, formMessage } from "#components/form/form-state";
import { FieldError } from "#components/ui/field";
import { Form } from "#components/ui/form";
import { Input } from "#components/ui/input";
import { Label } from "#components/ui/label";
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
  const error = problem ?? refusal;
  const id = useId();
  const type = (text: string) => {
    setName(text);
    if (serverNameProblem(text) === null) onName(text);
  };
  const send = (form: FormData) => {
    if (problem !== null || !maySend(name, sent, state)) return;
    setSent(name);
    submit(form);
  };
  return (
    <Form state={state} action={send}>
      <input type="hidden" name="keyId" value={keyId} />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <Label htmlFor={id}>Name in the client</Label>
        <Input
          id={id}
          name="nameInClients"
          value={name}
          maxLength={SERVER_NAME_MAX}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          aria-invalid={error !== undefined || undefined}
          aria-describedby={error ? `${id}-error ${id}-help` : `${id}-help`}
          onChange={(event) => type(event.target.value)}
          // The field gets the focus when its name was refused. To leave it does not send the same name again.
          onBlur={(event) => name !== sent && event.target.form?.requestSubmit()}
          className="h-8 w-44 px-2.5 font-mono text-sm max-md:text-lg"
        />
        <p id={`${id}-help`} className="text-muted-foreground text-sm">
          Replaces an earlier entry of this name.
        </p>
        {error && (
          <div className="basis-full">
            <FieldError id={`${id}-error`}>{error}</FieldError>
          </div>
        )}
      </div>
    </Form>
  );
}

/**
 * Whether a name is worth sending: another one than before, or the same one again after it could not be saved.
 * @param state the answer to the name that was sent last
 */
export function maySend(name: string, sent: string, state: Pick<FormState<unknown>, "status">): boolean {
  return name !== sent || state.status === "error";
}
