import { AccessStatus } from "#components/access/access-status";
import { BlockedNote } from "#components/access/blocked-note";
import { limitsOf } from "#components/access/key-limits";
import { SelectKey } from "#components/access/key-selection";
import { KindBadge } from "#components/access/kind-badge";
import { RevokeAccess, type RevokeAccessAction } from "#components/access/revoke-access";
import { Dotted } from "#components/keys/dotted";
import { KeyLink } from "#components/keys/key-link";
import { KeyStatus } from "#components/keys/key-status";
import { LastUsed } from "#components/keys/key-times";
import { RelativeTime } from "#components/time/relative-time";
import { Truncate } from "#components/ui/truncate";
import type { WorkspaceKeyView } from "#lib/keys/dto";
import { ACCESS_LABELS, accessOf } from "#lib/keys/scopes";
import { isUsable } from "#lib/keys/status";

type AccessCardProps = {
  keyView: WorkspaceKeyView;
  workspace: { name: string; slug: string };
  revokeAction: RevokeAccessAction;
};

/** A row of the table, for screens on which the table has no room. */
export function AccessCard({ keyView: key, workspace, revokeAction }: AccessCardProps) {
  return (
    <li className="grid grid-cols-[minmax(0,1fr)] gap-1 px-4 py-3">
      <div className="flex min-w-0 items-center gap-3">
        <SelectKey keyView={key} />
        <span className="flex min-w-0 flex-1 items-center gap-2">
          <KeyLink keyView={key} workspaceSlug={workspace.slug} className="font-medium" />
          <KindBadge keyView={key} />
        </span>
        <KeyStatus status={key.status} />
      </div>
      <Truncate>{key.owner ? `${key.owner.name} (${key.owner.email})` : `Owned by ${workspace.name}`}</Truncate>
      <div className="text-muted-foreground text-sm">
        <Dotted>
          <code className="font-mono">{key.mask}</code>
          <span>{ACCESS_LABELS[accessOf(key.scopes)]}</span>
          {limitsOf(key).map((limit) => (
            <span key={limit}>{limit}</span>
          ))}
          <AccessStatus keyView={key} />
          <LastUsed lastUse={key.lastUse} />
          <span>
            Created <RelativeTime at={key.createdAt} as="date" />
          </span>
        </Dotted>
      </div>
      <BlockedNote keyView={key} workspace={workspace} />
      {isUsable(key.status) && (
        <div className="-mr-2.5 flex justify-end">
          <RevokeAccess keyView={key} workspace={workspace} action={revokeAction} />
        </div>
      )}
    </li>
  );
}
