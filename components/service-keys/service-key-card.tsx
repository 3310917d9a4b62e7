import { limitsOf } from "#components/access/key-limits";
import { Dotted } from "#components/keys/dotted";
import { keyLabel } from "#components/keys/key-label";
import { KeyLink } from "#components/keys/key-link";
import { KeyMenu } from "#components/keys/key-menu";
import { KeyStatus } from "#components/keys/key-status";
import { Expiry, LastUsed, Replaced } from "#components/keys/key-times";
import { WorkspaceLosses } from "#components/keys/key-workspaces";
import type { RevokeKeyAction } from "#components/keys/revoke-key";
import type { RotateKeyAction } from "#components/keys/rotate-key";
import { MadeBy } from "#components/service-keys/made-by";
import type { ServiceKeyView } from "#lib/keys/dto";
import { ACCESS_LABELS, accessOf } from "#lib/keys/scopes";

type ServiceKeyCardProps = {
  keyView: ServiceKeyView;
  workspaceSlug: string;
  rotateAction: RotateKeyAction;
  revokeAction: RevokeKeyAction;
  onRevoked: () => void;
};

/** A service key in use: what it reaches, when it was used and ends, who made it, and what one can do with it. */
export function ServiceKeyCard({ keyView: key, workspaceSlug, ...actions }: ServiceKeyCardProps) {
  const { rotateAction, revokeAction, onRevoked } = actions;
  return (
    <article aria-label={keyLabel(key)} className="grid grid-cols-[minmax(0,1fr)] gap-2 px-4 py-4 sm:px-5">
      <div className="flex min-w-0 items-center justify-between gap-4">
        <h3 className="min-w-0">
          <KeyLink keyView={key} workspaceSlug={workspaceSlug} />
        </h3>
        <span className="flex shrink-0 items-center gap-3">
          <KeyStatus status={key.status} />
          <KeyMenu keyView={key} revoking={{ action: revokeAction, onRevoked }} rotateAction={rotateAction} />
        </span>
      </div>
      <div className="grid gap-0.5 text-muted-foreground text-sm">
        <Dotted>
          <code className="font-mono">{key.mask}</code>
          <span>{ACCESS_LABELS[accessOf(key.scopes)]}</span>
          {limitsOf(key).map((limit) => (
            <span key={limit} className="break-words">
              {limit}
            </span>
          ))}
          {key.replaces && (
            <span>
              Replaces <code className="font-mono">{key.replaces.mask}</code>
            </span>
          )}
        </Dotted>
        <Dotted>
          <LastUsed lastUse={key.lastUse} />
          {key.replacedBy && key.expiresAt ? <Replaced expiresAt={key.expiresAt} /> : <Expiry {...key} />}
          <MadeBy keyView={key} />
        </Dotted>
      </div>
      <WorkspaceLosses workspaces={key.workspaces} />
    </article>
  );
}
