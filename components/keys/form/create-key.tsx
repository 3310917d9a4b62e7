"use client";

import { useState } from "react";
import { type CreateKeyAction, CreateKeyForm } from "#components/keys/form/create-key-form";
import { RevealDialog } from "#components/keys/reveal/reveal-dialog";
import { Card, CardHeader } from "#components/ui/card";
import type { CreatedKey, KeyChoices } from "#lib/keys/view/dto";

type CreateKeyProps = {
  choices: KeyChoices;
  currentWorkspaceId: string;
  /** Whether the current workspace will own the key. */
  isService?: boolean;
  endpoint: string;
  action: CreateKeyAction;
};

/** The form for a new key, and the dialog that shows its token once. */
export function CreateKey({ endpoint, isService = false, ...form }: CreateKeyProps) {
  const [created, setCreated] = useState<CreatedKey | null>(null);
  const [round, setRound] = useState(0);
  return (
    <Card id="create-key" aria-labelledby="create-key-title">
      <CardHeader
        id="create-key-title"
        title={isService ? "Create a service key" : "Create a new key"}
        description={
          isService ? "Name it after the job, script or system that will use it." : "Create one key for each client."
        }
      />
      <CreateKeyForm
        key={round}
        {...form}
        isService={isService}
        onCreated={(answer) => {
          setCreated(answer);
          setRound(round + 1);
        }}
      />
      {created && <RevealDialog created={created} endpoint={endpoint} onClose={() => setCreated(null)} />}
    </Card>
  );
}
