import type { ReactNode } from "react";
import { KeyArticle, type KeyCardActions } from "#components/keys/card/key-article";
import { KeyFacts } from "#components/keys/card/key-facts";
import { RevokeKey } from "#components/keys/dialogs/revoke-key";
import { KeyWorkspaces } from "#components/keys/facts/key-workspaces";
import { SetupInstructions } from "#components/keys/reveal/setup-instructions";
import { RelativeTime } from "#components/time/relative-time";
import type { KeyView } from "#lib/keys/view/dto";

type KeyCardProps = KeyCardActions & {
  keyView: KeyView;
  workspaceSlug: string;
  endpoint: string;
  /** How often the key was called lately; none for a key that was never used. */
  sparkline: ReactNode;
};

/** The card of a person's own key that is in use, with the set-up instructions and the actions for it. */
export function KeyCard({ keyView: key, workspaceSlug, endpoint, sparkline, ...actions }: KeyCardProps) {
  const { revokeAction, onRevoked } = actions;
  return (
    <KeyArticle keyView={key} workspaceSlug={workspaceSlug} {...actions}>
      <KeyFacts
        keyView={key}
        workspaces={<KeyWorkspaces workspaces={key.workspaces} />}
        sparkline={sparkline}
        created={
          <span>
            Created <RelativeTime at={key.createdAt} as="date" />
          </span>
        }
      />
      <SetupInstructions keyView={key} endpoint={endpoint}>
        <RevokeKey keyView={key} action={revokeAction} onRevoked={onRevoked} />
      </SetupInstructions>
    </KeyArticle>
  );
}
