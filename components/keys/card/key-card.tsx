import type { ReactNode } from "react";
import { KeyArticle, type KeyCardActions } from "#components/keys/card/key-article";
import { RevokeKey } from "#components/keys/dialogs/revoke-key";
import { Dotted } from "#components/keys/facts/dotted";
import { Expiry, LastUsed, Replaced } from "#components/keys/facts/key-times";
import { KeyWorkspaces, WorkspaceLosses } from "#components/keys/facts/key-workspaces";
import { SetupInstructions } from "#components/keys/reveal/setup-instructions";
import { RelativeTime } from "#components/time/relative-time";
import { count } from "#components/upstreams/counts";
import { ACCESS_LABELS, accessLevelOf } from "#lib/keys/access/scopes";
import type { KeyView } from "#lib/keys/view/dto";

type KeyCardProps = KeyCardActions & {
  keyView: KeyView;
  workspaceSlug: string;
  endpoint: string;
  /** How it was called lately; nothing for a key that never was. */
  sparkline: ReactNode;
};

/** A key in use: what it is, what it reaches, when it was used and ends, and what one can do with it. */
export function KeyCard({ keyView: key, workspaceSlug, endpoint, sparkline, ...actions }: KeyCardProps) {
  const { revokeAction, onRevoked } = actions;
  return (
    <KeyArticle keyView={key} workspaceSlug={workspaceSlug} {...actions}>
      <div className="grid gap-0.5 text-muted-foreground text-sm">
        <Dotted>
          <code className="font-mono">{key.mask}</code>
          <span>{ACCESS_LABELS[accessLevelOf(key.scopes)]}</span>
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
    </KeyArticle>
  );
}
