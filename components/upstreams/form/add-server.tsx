"use client";

import { Plus } from "lucide-react";
import { Button } from "#components/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "#components/ui/dialog";
import { ServerForm } from "#components/upstreams/form/server-form";
import type { ServerAction } from "#components/upstreams/server-actions";

/** @param action saves the server and leads to its page */
export function AddServer({ action }: { action: ServerAction }) {
  return (
    <Dialog>
      <DialogTrigger asChild>
        <Button variant="primary">
          <Plus aria-hidden />
          Add MCP server
        </Button>
      </DialogTrigger>
      <DialogContent
        wide
        title="Add an MCP server"
        description="Saving connects to it and shows what it offers."
        // A click beside the dialog must not throw away what was typed.
        onInteractOutside={(event) => event.preventDefault()}
      >
        <ServerForm action={action} />
      </DialogContent>
    </Dialog>
  );
}
