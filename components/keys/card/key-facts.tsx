import type { ReactNode } from "react";
import { KeyLimits } from "#components/keys/facts/key-limits";
import { KeyMask } from "#components/keys/facts/key-mask";
import { Expiry, LastUsed, Replaced } from "#components/keys/facts/key-times";
import { WorkspaceLosses } from "#components/keys/facts/key-workspaces";
import { Dotted } from "#components/ui/dotted";
import { ACCESS_LABELS, accessLevelOf } from "#lib/keys/access/scopes";
import type { KeyView, ServiceKeyView } from "#lib/keys/view/dto";

type KeyFactsProps = {
  keyView: KeyView | ServiceKeyView;
  /** The workspaces that the key reaches; none for a service key, which reaches only its own. */
  workspaces?: ReactNode;
  /** How often the key was called lately; none for a key that was never used. */
  sparkline?: ReactNode;
  /** When the key was created, and who created it where that is shown. */
  created: ReactNode;
};

/** Shows in two lines what a key in use may do and reaches, and when it was used, expires and was created. */
export function KeyFacts({ keyView: key, workspaces, sparkline, created }: KeyFactsProps) {
  return (
    <>
      <div className="grid gap-0.5 text-muted-foreground text-sm">
        <Dotted>
          <KeyMask keyView={key} />
          <span>{ACCESS_LABELS[accessLevelOf(key.scopes)]}</span>
          {workspaces}
          {(key.environment !== null || key.servers) && <KeyLimits keyView={key} />}
        </Dotted>
        <Dotted>
          <LastUsed lastUse={key.lastUse} />
          {sparkline}
          {key.replacedBy && key.expiresAt ? <Replaced expiresAt={key.expiresAt} /> : <Expiry {...key} />}
          {created}
          {key.replaces?.mask && (
            <span>
              Replaces <code className="font-mono">{key.replaces.mask}</code>
            </span>
          )}
        </Dotted>
      </div>
      <WorkspaceLosses workspaces={key.workspaces} />
    </>
  );
}
