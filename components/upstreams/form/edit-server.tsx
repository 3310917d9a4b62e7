"use client";

import { useState } from "react";
import { Button } from "#components/ui/button";
import { Checkbox } from "#components/ui/checkbox";
import { Dialog, DialogContent, DialogTrigger } from "#components/ui/dialog";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { ServerForm, serverDraft } from "#components/upstreams/form/server-form";
import type { ServerAction } from "#components/upstreams/server-actions";
import type { UpstreamView } from "#lib/upstreams/dto";
import { CALL_TIMEOUT_MAX_SECONDS } from "#lib/upstreams/limits";

type EditServerProps = { server: UpstreamView; action: ServerAction };

/** The button and the form that change an MCP server. */
export function EditServer({ server, action }: EditServerProps) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen} keep={serverDraft(server)}>
      <DialogTrigger asChild>
        <Button>Edit</Button>
      </DialogTrigger>
      <DialogContent
        wide
        title={`Edit ${server.name}`}
        description={server.status === "disabled" ? undefined : "Saving connects to the server again."}
        onInteractOutside={(event) => event.preventDefault()}
      >
        <ServerForm action={action} server={server} onDone={() => setOpen(false)}>
          {(errors) => (
            <>
              <NamingFields server={server} error={errors.slug} />
              <TimeLimitField server={server} error={errors.callTimeoutSeconds} />
            </>
          )}
        </ServerForm>
      </DialogContent>
    </Dialog>
  );
}

function NamingFields({ server, error }: { server: UpstreamView; error?: string }) {
  return (
    <>
      <Field
        label="Slug"
        name="slug"
        error={error}
        help="Tool names begin with it; in names that would be too long for clients it is shortened. If you change it, the tools get new names. Then update the prompts and client permissions that use the old names."
      >
        {(control) => (
          <Input
            {...control}
            defaultValue={server.slug}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            className="max-w-form font-mono text-sm"
          />
        )}
      </Field>
      <Checkbox
        name="unprefixed"
        defaultChecked={server.unprefixed}
        label="Expose names without prefix"
        help="If this is the only server that a key reaches, its tools keep the names that the server gave them."
      />
    </>
  );
}

function TimeLimitField({ server, error }: { server: UpstreamView; error?: string }) {
  return (
    <Field
      label="Time limit per call"
      name="callTimeoutSeconds"
      error={error}
      optional
      help={`In seconds, up to ${CALL_TIMEOUT_MAX_SECONDS}. If it is empty, the default applies: 60 seconds, unless this installation has another default.`}
    >
      {(control) => (
        <Input
          {...control}
          type="number"
          min={1}
          max={CALL_TIMEOUT_MAX_SECONDS}
          step={1}
          defaultValue={server.callTimeoutSeconds ?? ""}
          className="max-w-form"
        />
      )}
    </Field>
  );
}
