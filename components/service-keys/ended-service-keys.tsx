import { PageButton } from "#components/frame/page-link";
import { Dotted } from "#components/keys/dotted";
import { KeyLink } from "#components/keys/key-link";
import { KeyStatus } from "#components/keys/key-status";
import { EndedBy, Expiry, LastUsed } from "#components/keys/key-times";
import { MadeBy } from "#components/service-keys/made-by";
import type { ServiceKeyView } from "#lib/keys/dto";

type EndedServiceKeysProps = {
  keys: ServiceKeyView[];
  workspaceSlug: string;
  firstHref: string | null;
  nextHref: string | null;
};

/** Service keys that were revoked or ran out, page by page. */
export function EndedServiceKeys({ keys, workspaceSlug, firstHref, nextHref }: EndedServiceKeysProps) {
  if (keys.length === 0 && !firstHref) return null;
  return (
    <section aria-labelledby="ended-keys" className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <h2 id="ended-keys" className="text-lg">
        Ended
      </h2>
      {keys.length > 0 && (
        <ul className="divide-y rounded-lg border bg-card">
          {keys.map((key) => (
            <EndedKey key={key.id} keyView={key} workspaceSlug={workspaceSlug} />
          ))}
        </ul>
      )}
      {(firstHref || nextHref) && (
        <nav aria-label="Pages of ended keys" className="flex justify-end gap-2">
          {firstHref && (
            <PageButton href={firstHref} size="sm">
              First page
            </PageButton>
          )}
          {nextHref && (
            <PageButton href={nextHref} size="sm">
              Next page
            </PageButton>
          )}
        </nav>
      )}
    </section>
  );
}

function EndedKey({ keyView: key, workspaceSlug }: { keyView: ServiceKeyView; workspaceSlug: string }) {
  return (
    <li className="grid grid-cols-[minmax(0,1fr)] gap-1 px-4 py-3 sm:px-5">
      <div className="flex min-w-0 items-center justify-between gap-4">
        <h3 className="min-w-0 font-medium text-muted-foreground">
          <KeyLink keyView={key} workspaceSlug={workspaceSlug} />
        </h3>
        <KeyStatus status={key.status} />
      </div>
      <div className="text-muted-foreground text-sm">
        <Dotted>
          <code className="font-mono">{key.mask}</code>
          {key.revoked ? <EndedBy verb="Revoked" ending={key.revoked} /> : <Expiry {...key} />}
          {key.replacedBy && (
            <span>
              Replaced by <code className="font-mono">{key.replacedBy.mask}</code>
            </span>
          )}
          <LastUsed lastUse={key.lastUse} />
          <MadeBy keyView={key} />
        </Dotted>
      </div>
    </li>
  );
}
