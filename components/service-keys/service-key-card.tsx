import { limitsOf } from "#components/access/key-limits";
import { KeyArticle, type KeyCardActions } from "#components/keys/card/key-article";
import { Dotted } from "#components/keys/facts/dotted";
import { Expiry, LastUsed, Replaced } from "#components/keys/facts/key-times";
import { WorkspaceLosses } from "#components/keys/facts/key-workspaces";
import { MadeBy } from "#components/service-keys/made-by";
import { ACCESS_LABELS, accessLevelOf } from "#lib/keys/access/scopes";
import type { ServiceKeyView } from "#lib/keys/view/dto";

type ServiceKeyCardProps = KeyCardActions & {
  keyView: ServiceKeyView;
  workspaceSlug: string;
};

/** A service key in use: what it reaches, when it was used and ends, who made it, and what one can do with it. */
export function ServiceKeyCard({ keyView: key, workspaceSlug, ...actions }: ServiceKeyCardProps) {
  return (
    <KeyArticle keyView={key} workspaceSlug={workspaceSlug} {...actions}>
      <div className="grid gap-0.5 text-muted-foreground text-sm">
        <Dotted>
          <code className="font-mono">{key.mask}</code>
          <span>{ACCESS_LABELS[accessLevelOf(key.scopes)]}</span>
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
    </KeyArticle>
  );
}
