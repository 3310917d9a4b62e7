"use client";

import type { ReactNode } from "react";
import { fieldErrors, formMessage } from "#components/form/form-state";
import { Button } from "#components/ui/button";
import { Checkbox } from "#components/ui/checkbox";
import { DialogBody, DialogClose, DialogFooter } from "#components/ui/dialog";
import { Field, Fieldset } from "#components/ui/field";
import { Form } from "#components/ui/form";
import { Input } from "#components/ui/input";
import { FormNotice } from "#components/ui/notice";
import { SubmitButton } from "#components/ui/submit-button";
import { EVENT_HELP } from "#components/webhooks/event-words";
import type { FormState } from "#lib/form";
import { WEBHOOK_EVENTS, type WebhookEvent } from "#lib/outbox/dto";

type WebhookFormProps = {
  submit: (formData: FormData) => void;
  state: FormState<unknown>;
  /** The webhook to edit; absent for a new one, which starts with all events. */
  webhook?: { url: string; events: WebhookEvent[] };
  submitLabel: ReactNode;
  /** Names the form on its page (`Form`). */
  keep: string;
};

/** The form for the URL and the events of a webhook. It must stand in a dialog. */
export function WebhookForm({ submit, state, webhook, submitLabel, keep }: WebhookFormProps) {
  const errors = fieldErrors(state);
  const eventsError = errors.events ?? Object.entries(errors).find(([path]) => path.startsWith("events."))?.[1];
  return (
    <Form action={submit} state={state} keep={keep} className="flex min-h-0 flex-col">
      <DialogBody className="grid grid-cols-[minmax(0,1fr)] gap-5">
        <Field
          label="URL"
          name="url"
          error={errors.url}
          required
          help="Latchkey sends it a POST request for each event."
        >
          {(control) => (
            <Input
              {...control}
              type="url"
              defaultValue={webhook?.url}
              placeholder="https://example.com/webhooks"
              autoComplete="off"
              spellCheck={false}
              className="font-mono text-sm"
            />
          )}
        </Field>
        <Fieldset label="Events" error={eventsError}>
          <div className="grid gap-3 sm:grid-cols-2">
            {WEBHOOK_EVENTS.map((event) => (
              <Checkbox
                key={event}
                name="events"
                value={event}
                defaultChecked={webhook?.events.includes(event) ?? true}
                aria-invalid={eventsError ? true : undefined}
                label={<span className="font-mono text-sm">{event}</span>}
                help={EVENT_HELP[event]}
              />
            ))}
          </div>
        </Fieldset>
        <FormNotice message={formMessage(state, ["url", ...(eventsError ? ["events"] : [])])} />
      </DialogBody>
      <DialogFooter>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <SubmitButton>{submitLabel}</SubmitButton>
      </DialogFooter>
    </Form>
  );
}
