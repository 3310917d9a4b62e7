import { AccessStatus } from "#components/access/access-status";
import { BlockedNote } from "#components/access/blocked-note";
import { KeyLimits } from "#components/access/key-limits";
import { SelectKey } from "#components/access/key-selection";
import { KindBadge } from "#components/access/kind-badge";
import { RevokeAccess, type RevokeAccessAction } from "#components/access/revoke-access";
import { KeyLink } from "#components/keys/key-link";
import { KeyStatus } from "#components/keys/key-status";
import { clientName } from "#components/keys/key-times";
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
      <TableCell className="w-0 pr-0">
        <SelectKey keyView={key} />
      </TableCell>
      <TableCell className="px-3 first:pl-4 max-w-44">
        <div className="flex min-w-0 items-center gap-2">
          <KeyLink keyView={key} workspaceSlug={workspace.slug} className="font-medium" />
          <KindBadge keyView={key} />
        </div>
        <code className="block font-mono text-muted-foreground text-xs leading-5">{key.mask}</code>
      </TableCell>
      <TableCell className="px-3 first:pl-4 max-w-44">
        <div className="flex min-w-0 items-center gap-2.5">
          <Avatar name={key.owner?.name ?? workspace.name} square={!key.owner} />
          <div className="min-w-0">
            <Truncate>{key.owner?.name ?? workspace.name}</Truncate>
            <Truncate className="text-muted-foreground text-xs leading-5">
              {key.owner?.email ?? "The workspace"}
            </Truncate>
          </div>
        </div>
      </TableCell>
      <TableCell className="px-3 first:pl-4 max-w-36">
        <span className="whitespace-nowrap">{ACCESS_LABELS[accessOf(key.scopes)]}</span>
        <KeyLimits keyView={key} />
      </TableCell>
      <TableCell className="px-3 first:pl-4 max-w-48">
        <KeyStatus status={key.status} />
        <div className="text-muted-foreground text-xs leading-5">
          <AccessStatus keyView={key} />
        </div>
        <BlockedNote keyView={key} workspace={workspace} />
      </TableCell>
      <TableCell className="px-3 first:pl-4 whitespace-nowrap">
        <RelativeTime at={key.createdAt} as="date" />
      </TableCell>
      <TableCell className="px-3 first:pl-4 max-w-44 whitespace-nowrap">
        {key.lastUse ? (
          <RelativeTime at={key.lastUse.at} className="inline-block first-letter:uppercase" />
        ) : (
          <span className="text-muted-foreground">Never used</span>
        )}
        {key.lastUse?.client && (
          <Truncate className="text-muted-foreground text-xs leading-5">{clientName(key.lastUse)}</Truncate>
        )}
      </TableCell>
      <TableCell className="px-3 first:pl-4 pl-0 text-right">
        {isUsable(key.status) && <RevokeAccess keyView={key} workspace={workspace} action={revokeAction} />}
      </TableCell>
    </TableRow>
  );
}
