"use client";

import { Ellipsis, PowerOff, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from "#components/ui/dropdown-menu";
import { count } from "#components/upstreams/counts";
import type { ServerActions } from "#components/upstreams/server-actions";
import type { UpstreamDetail } from "#lib/upstreams/dto";

type ServerMenuProps = { server: UpstreamDetail; actions: ServerActions };

/** What ends a server for a while or for good, each after a question. */
export function ServerMenu({ server, actions }: ServerMenuProps) {
  const [asked, setAsked] = useState<"disable" | "remove" | null>(null);
  const close = (open: boolean) => !open && setAsked(null);
  const tools = count(server.toolCount, "tool");
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="secondary" className="w-9 px-0" aria-label={`More actions for ${server.name}`}>
            <Ellipsis aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          {server.status !== "disabled" && (
            <DropdownMenuItem onSelect={() => setAsked("disable")}>
              <PowerOff aria-hidden />
              Disable
            </DropdownMenuItem>
          )}
          <DropdownMenuItem danger onSelect={() => setAsked("remove")}>
            <Trash2 aria-hidden />
            Remove
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      <ConfirmDialog
        open={asked === "disable"}
        onOpenChange={close}
        title={`Disable ${server.name}?`}
        confirmLabel="Disable server"
        variant="primary"
        action={actions.disable}
      >
        <p>Clients stop reaching its {tools} with their next request. You can enable it again at any time.</p>
      </ConfirmDialog>
      <ConfirmDialog
        open={asked === "remove"}
        onOpenChange={close}
        title={`Remove ${server.name}?`}
        confirmLabel="Remove server"
        action={actions.remove}
      >
        <p>
          Clients stop reaching its {tools} with their next request. Its headers and the rules for its tools are
          deleted. This cannot be undone.
        </p>
      </ConfirmDialog>
    </>
  );
}
