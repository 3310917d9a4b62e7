import type { ReactNode } from "react";
import { Dotted } from "#components/keys/dotted";
import { keyLabel } from "#components/keys/key-label";
import { KeyLink } from "#components/keys/key-link";
import { KeyMenu } from "#components/keys/key-menu";
import { KeyStatus } from "#components/keys/key-status";
import { Expiry, LastUsed, Replaced } from "#components/keys/key-times";
import { KeyWorkspaces, WorkspaceLosses } from "#components/keys/key-workspaces";
import { RevokeKey, type RevokeKeyAction } from "#components/keys/revoke-key";
import type { RotateKeyAction } from "#components/keys/rotate-key";
import { SetupInstructions } from "#components/keys/setup-instructions";
import { RelativeTime } from "#components/time/relative-time";
import { count } from "#components/upstreams/counts";
import type { KeyView } from "#lib/keys/dto";
import { ACCESS_LABELS, accessOf } from "#lib/keys/scopes";

type KeyCardProps = {
  keyView: KeyView;
  workspaceSlug: string;
  endpoint: string;
  revokeAction: RevokeKeyAction;
  rotateAction: RotateKeyAction;
  onRevoked: () => void;
  /** How it was called lately; nothing for a key that never was. */
  sparkline: ReactNode;
};

/** A key in use: what it is, what it reaches, when it was used and ends, and what one can do with it. */
export function KeyCard({ keyView: key, workspaceSlug, endpoint, sparkline, ...actions }: KeyCardProps) {
  const { revokeAction, rotateAction, onRevoked } = actions;
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
          <KeyWorkspaces workspaces={key.workspaces} />
          {key.environment && <span>{key.environment}</span>}
          {key.servers && (
            <span title={key.servers.map((server) => server.name).join(", ") || undefined}>
              {key.servers.length === 0 ? "No server" : count(key.servers.length, "server")}
            </span>
          )}
        </Dotted>
        <Dotted>
          <LastUsed lastUse={key.lastUse} />
          {sparkline}
          {key.replacedBy && key.expiresAt ? <Replaced expiresAt={key.expiresAt} /> : <Expiry {...key} />}
          <span>
            Created <RelativeTime at={key.createdAt} as="date" />
          </span>
          {key.replaces && (
            <span>
              Replaces <code className="font-mono">{key.replaces.mask}</code>
            </span>
          )}
        </Dotted>
      </div>
      <WorkspaceLosses workspaces={key.workspaces} />
      <SetupInstructions endpoint={endpoint}>
        <RevokeKey keyView={key} action={revokeAction} onRevoked={onRevoked} />
      </SetupInstructions>
    </article>
  );
}
