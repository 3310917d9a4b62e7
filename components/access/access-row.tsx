import type { ReactNode } from "react";
import { AccessStatus } from "#components/access/access-status";
import { BlockedNote } from "#components/access/blocked-note";
import { DetachKey, type DetachKeyAction } from "#components/access/detach-key";
import { SelectKey } from "#components/access/key-selection";
import { KindBadge } from "#components/access/kind-badge";
import { ClientName } from "#components/clients/client-name";
import { KeyLimits } from "#components/keys/facts/key-limits";
import { KeyLink } from "#components/keys/facts/key-link";
import { KeyMask } from "#components/keys/facts/key-mask";
import { KeyStatus } from "#components/keys/facts/key-status";
import { nounOf } from "#components/keys/facts/noun";
import { RelativeTime } from "#components/time/relative-time";
import { Avatar } from "#components/ui/avatar";
import { cn } from "#components/ui/cn";
import { TableCell, TableRow } from "#components/ui/table";
import { Truncate } from "#components/ui/truncate";
import { ACCESS_LABELS, accessLevelOf } from "#lib/keys/access/scopes";
import { isUsable } from "#lib/keys/access/status";
import type { WorkspaceKeyView } from "#lib/keys/view/dto";

type AccessRowProps = {
  keyView: WorkspaceKeyView;
  workspace: { name: string; slug: string };
  detachKeyAction: DetachKeyAction;
};

/** Makes a cell one line below the name of the key, on narrow screens. */
const LINE = "col-start-2 -col-end-1 row-auto";

/** A row of the table. On narrow screens it is a card with the button beside the name. */
export function AccessRow({ keyView: key, workspace, detachKeyAction }: AccessRowProps) {
  return (
    <TableRow
      role="row"
      className="grid grid-cols-[auto_minmax(0,1fr)_auto] gap-x-3 gap-y-1 px-4 py-3 @4xl:table-row @4xl:p-0"
    >
      <Cell className="row-start-1 mt-0.5 @4xl:w-0 @4xl:pr-0 @4xl:pl-4">
        <SelectKey keyView={key} />
      </Cell>
      <Cell className="row-start-1 @4xl:max-w-44">
        <div className="flex min-w-0 items-center gap-2">
          <KeyLink keyView={key} workspaceSlug={workspace.slug} className="font-medium" />
          <KindBadge keyView={key} />
        </div>
        <KeyMask keyView={key} className="block text-muted-foreground text-xs leading-5" />
      </Cell>
      <Cell className={cn(LINE, "@4xl:max-w-44")}>
        <div className="flex min-w-0 items-center gap-2.5">
          <Avatar name={key.owner?.name ?? workspace.name} square={!key.owner} />
          <div className="min-w-0">
            <Truncate>{key.owner?.name ?? workspace.name}</Truncate>
            <Truncate className="text-muted-foreground text-xs leading-5">
              {key.owner?.email ?? "The workspace"}
            </Truncate>
          </div>
        </div>
      </Cell>
      <Cell className={cn(LINE, "@4xl:max-w-36")}>
        <span className="whitespace-nowrap">{ACCESS_LABELS[accessLevelOf(key.scopes)]}</span>
        <KeyLimits keyView={key} className="block min-w-0 truncate text-muted-foreground text-xs leading-5" />
      </Cell>
      <Cell className={cn(LINE, "@4xl:max-w-48")}>
        <div className="flex flex-wrap items-center gap-x-2 @4xl:block">
          <KeyStatus status={key.status} noun={nounOf(key)} isDetached={key.isDetached} />
          <div className="text-muted-foreground text-xs leading-5">
            <AccessStatus keyView={key} />
          </div>
        </div>
        <BlockedNote keyView={key} workspace={workspace} />
      </Cell>
      <Cell className={cn(LINE, "@4xl:whitespace-nowrap")}>
        <Heading>Created</Heading>
        <RelativeTime at={key.createdAt} as="date" />
      </Cell>
      <Cell className={cn(LINE, "@4xl:max-w-44 @4xl:whitespace-nowrap")}>
        <LastUsed keyView={key} />
      </Cell>
      <Cell className="-mt-1.5 -mr-2.5 row-start-1 text-right @4xl:pl-0">
        {isUsable(key.status) && <DetachKey keyView={key} workspace={workspace} action={detachKeyAction} />}
      </Cell>
    </TableRow>
  );
}

function Cell({ className, children }: { className: string; children: ReactNode }) {
  return (
    <TableCell role="cell" className={cn("block min-w-0 p-0 @4xl:table-cell @4xl:px-3 @4xl:py-2.5", className)}>
      {children}
    </TableCell>
  );
}

/** Shows the heading of a column inside the cell, on narrow screens, which have no columns. */
function Heading({ children }: { children: string }) {
  return <span className="text-muted-foreground @4xl:hidden">{`${children} `}</span>;
}

function LastUsed({ keyView: { lastUse } }: { keyView: WorkspaceKeyView }) {
  if (!lastUse) return <span className="text-muted-foreground">Never used</span>;
  return (
    <>
      <Heading>Used</Heading>
      <RelativeTime at={lastUse.at} className="inline-block @4xl:first-letter:uppercase" />
      {lastUse.client && <ClientName {...lastUse} className="text-muted-foreground text-xs leading-5" />}
    </>
  );
}
