"use client";

import { Plus } from "lucide-react";
import { Button } from "#components/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "#components/ui/dialog";
import { ServerForm, serverDraft } from "#components/upstreams/form/server-form";
import type { ServerAction } from "#components/upstreams/server-actions";

/**
 * The button and the form for a new MCP server.
 * @param props.action saves the server and opens its page
 */
export function AddServer({ action }: { action: ServerAction }) {
  return (
    <Dialog keep={serverDraft()}>
      <DialogTrigger asChild>
        <Button variant="primary">
          <Plus aria-hidden />
          Add MCP server
        </Button>
      </DialogTrigger>
      <DialogContent
        wide
        title="Add an MCP server"
        description="Saving connects to the server and shows what it offers."
        // A click outside the dialog must not discard the input.
        onInteractOutside={(event) => event.preventDefault()}
      >
        <ServerForm action={action} />
      </DialogContent>
    </Dialog>
  );
}
