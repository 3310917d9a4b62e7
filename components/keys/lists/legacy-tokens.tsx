import type { ReactNode } from "react";
import { ListPagination } from "#components/frame/page/pagination";
import { KeyMenu } from "#components/keys/card/key-menu";
import { RevokeKey, type RevokeKeyAction } from "#components/keys/dialogs/revoke-key";
import { KeyLink } from "#components/keys/facts/key-link";
import { Expiry, LastUsed } from "#components/keys/facts/key-times";
import { KeyWorkspaces } from "#components/keys/facts/key-workspaces";
import { LEGACY_TOKENS_ID } from "#components/keys/facts/list-ids";
import type { PageHrefs } from "#components/keys/lists/key-lists-address";
import { RelativeTime } from "#components/time/relative-time";
import { Dotted } from "#components/ui/dotted";
import { Notice } from "#components/ui/notice";
import { ACCESS_LABELS, accessLevelOf } from "#lib/keys/access/scopes";
import type { KeyListPage, KeyView } from "#lib/keys/view/dto";

type LegacyTokensProps = PageHrefs & {
  page: KeyListPage<KeyView>;
  workspaceSlug: string;
  revokeAction: RevokeKeyAction;
};

/** Shows one page of the legacy tokens, with the advice to replace them. */
export function LegacyTokens({ page, firstHref, nextHref, ...shared }: LegacyTokensProps) {
  const { keys, total } = page;
  if (total.counted === 0) return null;
  return (
    <section aria-labelledby={LEGACY_TOKENS_ID} className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <h2 id={LEGACY_TOKENS_ID} tabIndex={-1} className="text-lg">
        {total.counted === 1 ? "Legacy token" : "Legacy tokens"}
      </h2>
      <LegacyAdvice />
      {keys.length > 0 && (
        <ul className="divide-y rounded-lg border bg-card">
          {keys.map((key) => (
            <LegacyToken key={key.id} keyView={key} {...shared} />
          ))}
        </ul>
      )}
      <ListPagination
        label="Pages of legacy tokens"
        shown={keys.length}
        total={total}
        noun="token"
        firstHref={firstHref}
        nextHref={nextHref}
      />
    </section>
  );
}

/** Says why legacy tokens should be replaced, and how. */
export function LegacyAdvice({ action }: { action?: ReactNode }) {
  return (
    <Notice tone="warning" title="Replace legacy tokens" action={action}>
      They come from the system you used before. They reach every workspace you belong to, also one you join later.
      Create a key for each client that uses a legacy token, then revoke the token.
    </Notice>
  );
}

type LegacyTokenProps = Pick<LegacyTokensProps, "workspaceSlug" | "revokeAction"> & { keyView: KeyView };

function LegacyToken({ keyView: key, workspaceSlug, revokeAction }: LegacyTokenProps) {
  return (
    <li className="grid grid-cols-[minmax(0,1fr)] gap-1 px-4 py-3 sm:px-5">
      <div className="flex min-w-0 items-center justify-between gap-4">
        <h3 className="min-w-0">
          <KeyLink keyView={key} workspaceSlug={workspaceSlug} />
        </h3>
        <span className="flex shrink-0 items-center gap-3">
          <RevokeKey keyView={key} action={revokeAction} />
          <KeyMenu keyView={key} />
        </span>
      </div>
      <div className="text-muted-foreground text-sm">
        <Dotted>
          <span>{ACCESS_LABELS[accessLevelOf(key.scopes)]}</span>
          <KeyWorkspaces workspaces={key.workspaces} />
          <LastUsed lastUse={key.lastUse} />
          <Expiry {...key} />
          <span>
            Imported <RelativeTime at={key.createdAt} as="date" />
          </span>
        </Dotted>
      </div>
    </li>
  );
}
