import type { ReactNode } from "react";
import { RevokeAccess, type RevokeAccessAction } from "#components/access/revoke-access";
import { keyLabel } from "#components/keys/key-label";
import { KeyStatus } from "#components/keys/key-status";
import { clientName, EndedBy } from "#components/keys/key-times";
import { RelativeTime } from "#components/time/relative-time";
import { Avatar } from "#components/ui/avatar";
import { TableCell, TableRow } from "#components/ui/table";
import { Truncate } from "#components/ui/truncate";
import type { WorkspaceKeyView } from "#lib/keys/dto";
import { ACCESS_LABELS, accessOf } from "#lib/keys/scopes";
import { isUsable } from "#lib/keys/status";

type AccessRowProps = {
  keyView: WorkspaceKeyView;
  workspace: { name: string; slug: string };
  revokeAction: RevokeAccessAction;
};

export function AccessRow({ keyView: key, workspace, revokeAction }: AccessRowProps) {
  return (
    <TableRow>
      <TableCell className="max-w-56">
        <Truncate className={key.name ? "font-medium" : "font-medium font-mono"}>{keyLabel(key)}</Truncate>
        <code className="block font-mono text-muted-foreground text-xs leading-5">{key.mask}</code>
      </TableCell>
      <TableCell className="max-w-56">
        <div className="flex min-w-0 items-center gap-2.5">
          <Avatar name={key.owner.name} />
          <div className="min-w-0">
            <Truncate>{key.owner.name}</Truncate>
            <Truncate className="text-muted-foreground text-xs leading-5">{key.owner.email}</Truncate>
          </div>
        </div>
      </TableCell>
      <TableCell className="whitespace-nowrap">{ACCESS_LABELS[accessOf(key.scopes)]}</TableCell>
      <TableCell className="max-w-52">
        <KeyStatus status={key.status} />
        <StatusDetail keyView={key} />
      </TableCell>
      <TableCell className="whitespace-nowrap">
        <RelativeTime at={key.createdAt} as="date" />
      </TableCell>
      <TableCell className="max-w-44 whitespace-nowrap">
        {key.lastUse ? <RelativeTime at={key.lastUse.at} /> : <span className="text-muted-foreground">Never used</span>}
        {key.lastUse?.client && <Detail>{clientName(key.lastUse)}</Detail>}
      </TableCell>
      <TableCell className="text-right">
        {isUsable(key.status) && <RevokeAccess keyView={key} workspace={workspace} action={revokeAction} />}
      </TableCell>
    </TableRow>
  );
}

function StatusDetail({ keyView: key }: { keyView: WorkspaceKeyView }) {
  if (key.revoked) {
    return (
      <span className="block text-muted-foreground text-xs leading-5">
        <EndedBy verb="" ending={key.revoked} />
      </span>
    );
  }
  return (
    <span className="block whitespace-nowrap text-muted-foreground text-xs leading-5">
      {key.expiresAt ? (
        <>
          {key.status === "expired" ? "" : "until "}
          <RelativeTime at={key.expiresAt} as="date" />
        </>
      ) : (
        "never expires"
      )}
    </span>
  );
}

function Detail({ children }: { children: string }): ReactNode {
  return <Truncate className="text-muted-foreground text-xs leading-5">{children}</Truncate>;
}
