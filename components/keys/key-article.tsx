import type { ReactNode } from "react";
import { keyLabel } from "#components/keys/key-label";
import { KeyLink } from "#components/keys/key-link";
import { KeyMenu } from "#components/keys/key-menu";
import { KeyStatus } from "#components/keys/key-status";
import type { RevokeKeyAction } from "#components/keys/revoke-key";
import type { RotateKeyAction } from "#components/keys/rotate-key";
import type { KeyView, ServiceKeyView } from "#lib/keys/dto";

/** What one can do with a key in use, wherever it stands. */
export type KeyCardActions = { rotateAction: RotateKeyAction; revokeAction: RevokeKeyAction; onRevoked: () => void };

type KeyArticleProps = KeyCardActions & {
  keyView: KeyView | ServiceKeyView;
  workspaceSlug: string;
  children: ReactNode;
};

/** The card of a key in use, whoever owns it: its name, status and menu above what is told of it. */
export function KeyArticle({ keyView: key, workspaceSlug, children, ...actions }: KeyArticleProps) {
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
      {children}
    </article>
  );
}
