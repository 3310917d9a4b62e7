"use client";

import { EditServer } from "#components/upstreams/edit-server";
import { RefreshServer } from "#components/upstreams/refresh-server";
import type { ServerActions } from "#components/upstreams/server-actions";
import { ServerMenu } from "#components/upstreams/server-menu";
import type { UpstreamDetail } from "#lib/upstreams/dto";

type ServerToolbarProps = { server: UpstreamDetail; actions: ServerActions };

/** What an admin can do with a server, on the top of its page. */
export function ServerToolbar({ server, actions }: ServerToolbarProps) {
  const isDisabled = server.status === "disabled";
  return (
    <div className="flex flex-wrap items-start gap-2">
      <RefreshServer action={isDisabled ? actions.enable : actions.refresh} label={isDisabled ? "Enable" : "Refresh"} />
      <EditServer server={server} action={actions.update} />
      <ServerMenu server={server} actions={actions} />
    </div>
  );
}
