"use client";

import { useState } from "react";
import type { CreateKeyAction } from "#components/keys/create-key-form";
import { RevealDialog } from "#components/keys/reveal-dialog";
import { ServiceKeyForm } from "#components/service-keys/service-key-form";
import { Card, CardHeader } from "#components/ui/card";
import type { CreatedKey, KeyChoices } from "#lib/keys/dto";

type CreateServiceKeyProps = { choices: KeyChoices; endpoint: string; action: CreateKeyAction };

/** The form for a new service key, and the dialog that shows its token this one time. */
export function CreateServiceKey({ choices, endpoint, action }: CreateServiceKeyProps) {
  const [created, setCreated] = useState<CreatedKey | null>(null);
  const [round, setRound] = useState(0);
  return (
    <Card id="create-key" aria-labelledby="create-key-title">
      <CardHeader
        id="create-key-title"
        title="Create a service key"
        description="Name it after the job, script or system that will use it."
      />
      <ServiceKeyForm
        key={round}
        choices={choices}
        action={action}
        onCreated={(answer) => {
          setCreated(answer);
          setRound(round + 1);
        }}
      />
      {created && <RevealDialog created={created} endpoint={endpoint} onClose={() => setCreated(null)} />}
    </Card>
  );
}
