"use client";

import { useActionState, useEffect } from "react";
import { toast } from "sonner";
import { Form } from "#components/ui/form";
import { SubmitButton } from "#components/ui/submit-button";
import type { ServerAction } from "#components/upstreams/server-actions";
import { IDLE } from "#lib/form";

type RefreshServerProps = { action: ServerAction; label: string };

/** One button that connects to the server; what came of it appears on the page. */
export function RefreshServer({ action, label }: RefreshServerProps) {
  const [state, submit, isPending] = useActionState(action, IDLE);
  useEffect(() => {
    if (state.status === "error") toast.error(state.message);
  }, [state]);
  return (
    <Form action={submit} state={state}>
      <SubmitButton variant="secondary">{label}</SubmitButton>
      <span role="status" className="sr-only">
        {isPending ? "Connecting to the server" : state.status === "done" ? "The page is up to date" : ""}
      </span>
    </Form>
  );
}
