"use client";

import type { ReactNode } from "react";
import { fieldErrors, formMessage } from "#components/form/form-state";
import { Button } from "#components/ui/button";
import { DialogBody, DialogClose, DialogFooter } from "#components/ui/dialog";
import { Field } from "#components/ui/field";
import { Form } from "#components/ui/form";
import { Input } from "#components/ui/input";
import { FormNotice } from "#components/ui/notice";
import { SubmitButton } from "#components/ui/submit-button";
import { useFormAction } from "#components/ui/use-form-action";
import { ConnectingNote } from "#components/upstreams/form/connecting-note";
import { EnvironmentField } from "#components/upstreams/form/environment-field";
import { HeaderFields } from "#components/upstreams/form/header-fields";
import type { ServerAction } from "#components/upstreams/server-actions";
import { type FormState, IDLE } from "#lib/form";
import type { UpstreamView } from "#lib/upstreams/dto";

type ServerFormProps = {
  action: ServerAction;
  /** The server to edit; absent for a new one. */
  server?: UpstreamView;
  onDone?: () => void;
  /** Further fields, between URL and headers. */
  children?: (errors: Record<string, string>) => ReactNode;
};

/** The name of the form, under which what was typed is kept. */
export function serverDraft(server?: UpstreamView): string {
  return server ? `server ${server.id}` : "server";
}

/** The form for a new server and for one that is edited. It must stand in a dialog. */
export function ServerForm({ action, server, onDone, children }: ServerFormProps) {
  const [state, submit] = useFormAction<FormState>(async (previous, formData) => {
    const next = await action(previous, formData);
    if (next.status === "done") onDone?.();
    return next;
  }, IDLE);
  const errors = fieldErrors(state);
  return (
    <Form action={submit} state={state} keep={serverDraft(server)} className="flex min-h-0 flex-col">
      <DialogBody className="grid grid-cols-[minmax(0,1fr)] gap-5">
        <Field label="Name" name="name" error={errors.name} required>
          {(control) => (
            <Input {...control} defaultValue={server?.name} placeholder="Issue tracker" autoComplete="off" />
          )}
        </Field>
        <Field label="URL" name="url" error={errors.url} required help="The server's Streamable HTTP endpoint.">
          {(control) => (
            <Input
              {...control}
              type="url"
              defaultValue={server?.url}
              placeholder="https://example.com/mcp"
              autoComplete="off"
              spellCheck={false}
              className="font-mono text-sm"
            />
          )}
        </Field>
        <EnvironmentField value={server?.environment} error={errors.environment} />
        {children?.(errors)}
        <HeaderFields storedNames={server?.headerNames} errors={errors} />
        <FormNotice message={formMessage(state, Object.keys(errors).filter(isShownInPlace))} />
      </DialogBody>
      <DialogFooter>
        <ConnectingNote />
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <SubmitButton>Save</SubmitButton>
      </DialogFooter>
    </Form>
  );
}

function isShownInPlace(field: string): boolean {
  return ["name", "url", "environment", "slug", "callTimeoutSeconds"].includes(field) || field.startsWith("headers");
}
