"use client";

import { ToolbarAction } from "#components/form/toolbar-action";
import { MoreMenu } from "#components/ui/more-menu";
import { Toolbar } from "#components/ui/toolbar";
import { EditServer } from "#components/upstreams/form/edit-server";
import type { ServerActions } from "#components/upstreams/server-actions";
import { counted } from "#lib/format/numbers";
import type { UpstreamDetail } from "#lib/upstreams/dto";

type ServerToolbarProps = { server: UpstreamDetail; actions: ServerActions };

/** The actions of an admin for a server, at the top of its page. */
export function ServerToolbar({ server, actions }: ServerToolbarProps) {
  const isDisabled = server.status === "disabled";
  const stop = `Clients can no longer use its ${counted(server.toolCount, "tool")} from their next request.`;
  return (
    <Toolbar>
      <ToolbarAction
        action={isDisabled ? actions.enable : actions.refresh}
        label={isDisabled ? "Enable" : "Refresh"}
        underWay="Connecting to the server"
      />
      <EditServer server={server} action={actions.update} />
      <MoreMenu
        name={server.name}
        noun="server"
        disabling={
          isDisabled
            ? undefined
            : { action: actions.disable, consequence: `${stop} You can enable it again at any time.` }
        }
        removing={{
          action: actions.remove,
          consequence: `${stop} Its headers and the rules for its tools are deleted. This cannot be undone.`,
        }}
      />
    </Toolbar>
  );
}
