import type { ReactNode } from "react";
import { KeyMenu } from "#components/keys/card/key-menu";
import type { RevokeKeyAction } from "#components/keys/dialogs/revoke-key";
import type { RotateKeyAction } from "#components/keys/dialogs/rotate-key";
import { keyLabel } from "#components/keys/facts/key-label";
import { KeyLink } from "#components/keys/facts/key-link";
import { KeyStatus } from "#components/keys/facts/key-status";
import { nounOf } from "#components/keys/facts/noun";
import type { KeyView, ServiceKeyView } from "#lib/keys/view/dto";

/** The actions that every card of a key in use needs. */
export type KeyCardActions = { rotateAction: RotateKeyAction; revokeAction: RevokeKeyAction; onRevoked: () => void };

type KeyArticleProps = KeyCardActions & {
  keyView: KeyView | ServiceKeyView;
  workspaceSlug: string;
  children: ReactNode;
};

/** The frame of a card of a key in use: its name, status and menu above the content. */
export function KeyArticle({ keyView: key, workspaceSlug, children, ...actions }: KeyArticleProps) {
  const { rotateAction, revokeAction, onRevoked } = actions;
  return (
    <article aria-label={keyLabel(key)} className="grid grid-cols-[minmax(0,1fr)] gap-2 px-4 py-4 sm:px-5">
      <div className="flex min-w-0 items-center justify-between gap-4">
        <h3 className="min-w-0">
          <KeyLink keyView={key} workspaceSlug={workspaceSlug} />
        </h3>
        <span className="flex shrink-0 items-center gap-3">
          <KeyStatus status={key.status} noun={nounOf(key)} />
          <KeyMenu keyView={key} revoking={{ action: revokeAction, onRevoked }} rotateAction={rotateAction} />
        </span>
      </div>
      {children}
    </article>
  );
}
