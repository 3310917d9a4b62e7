"use client";

import { useState } from "react";
import { type CreateKeyAction, CreateKeyForm } from "#components/keys/create-key-form";
import { RevealDialog } from "#components/keys/reveal-dialog";
import { Card, CardHeader } from "#components/ui/card";
import type { CreatedKey, KeyChoices } from "#lib/keys/dto";

type CreateKeyProps = {
  choices: KeyChoices;
  currentWorkspaceId: string;
  endpoint: string;
  action: CreateKeyAction;
};

/** The form for a new key, and the dialog that shows its token this one time. */
export function CreateKey({ endpoint, ...form }: CreateKeyProps) {
  const [created, setCreated] = useState<CreatedKey | null>(null);
  const [round, setRound] = useState(0);
  return (
    <Card id="create-key" aria-labelledby="create-key-title">
      <CardHeader id="create-key-title" title="Create a new key" description="One key for each client is best." />
      <CreateKeyForm
        key={round}
        {...form}
        onCreated={(answer) => {
          setCreated(answer);
          setRound(round + 1);
        }}
      />
      {created && <RevealDialog created={created} endpoint={endpoint} onClose={() => setCreated(null)} />}
    </Card>
  );
}
