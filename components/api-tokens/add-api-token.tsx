"use client";

import { Plus } from "lucide-react";
import { useState } from "react";
import { ApiTokenForm, type CreateApiTokenAction } from "#components/api-tokens/api-token-form";
import { SaveSecretDialog } from "#components/secrets/save-secret-dialog";
import { Button } from "#components/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "#components/ui/dialog";
import type { CreatedApiToken } from "#lib/api-tokens/dto";

const PREFIX_LENGTH = "latchkey_pat_".length;

/** The button and the form for a new token, and then the dialog that shows the token once. */
export function AddApiToken({ action }: { action: CreateApiTokenAction }) {
  const [open, setOpen] = useState(false);
  const [created, setCreated] = useState<CreatedApiToken | null>(null);
  return (
    <>
      <Dialog open={open} onOpenChange={setOpen} keep="api-token">
        <DialogTrigger asChild>
          <Button>
            <Plus aria-hidden />
            Create token
          </Button>
        </DialogTrigger>
        <DialogContent
          title="Create an API token"
          description="It acts for you in Latchkey's API. Its scopes limit what it may do."
          // A click outside the dialog must not discard the input.
          onInteractOutside={(event) => event.preventDefault()}
        >
          <ApiTokenForm
            action={action}
            onCreated={(answer) => {
              setOpen(false);
              setCreated(answer);
            }}
          />
        </DialogContent>
      </Dialog>
      {created && (
        <SaveSecretDialog
          title="Save your API token"
          description="This is the only time it is shown. Treat it like a password."
          secret={created.token}
          prefixLength={PREFIX_LENGTH}
          noun="token"
          onClose={() => setCreated(null)}
        />
      )}
    </>
  );
}
