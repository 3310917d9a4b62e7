import { ChevronRight } from "lucide-react";
import { workspacePath } from "#components/frame/navigation/navigation";
import { PageLink } from "#components/frame/navigation/page-link";
import { RelativeTime } from "#components/time/relative-time";
import { Truncate } from "#components/ui/truncate";
import { failureSentence } from "#components/upstreams/failure-advice";
import { lastCheck } from "#components/upstreams/last-check";
import { offersInWords } from "#components/upstreams/offers-in-words";
import { ServerStatus } from "#components/upstreams/server-status";
import type { UpstreamView } from "#lib/upstreams/dto";

/** What is wrong with a server, in one sentence. */
function Trouble({ server: { status, hasLostHeaders, failure, callFailure } }: { server: UpstreamView }) {
  if (status === "disabled") return null;
  if (hasLostHeaders) return <p className="text-sm">Its header values cannot be decrypted: enter them again.</p>;
  if (failure) return <p className="text-sm">{failureSentence(failure)}</p>;
  if (status !== "call_failed" || !callFailure) return null;
  return (
    <p className="text-sm">
      <span>A call failed </span>
      <RelativeTime at={callFailure.at} />
      <span>{`. ${failureSentence(callFailure, "The server")}`}</span>
    </p>
  );
}

type ServerRowProps = { server: UpstreamView; workspaceSlug: string };

/** A server in the list. The whole row links to its page. */
export function ServerRow({ server, workspaceSlug }: ServerRowProps) {
  const checkedAt = lastCheck(server);
  return (
    <article className="relative flex items-center gap-3 px-4 py-3.5 transition-colors hover:bg-hover/50 sm:px-5">
      <div className="grid min-w-0 flex-1 grid-cols-[minmax(0,1fr)] gap-0.5">
        <div className="flex min-w-0 items-center justify-between gap-4">
          <h2 className="min-w-0 font-medium">
            <PageLink
              href={workspacePath(workspaceSlug, `/settings/servers/${server.id}`)}
              // The `after` box makes the whole row clickable.
              className="block truncate rounded-sm after:absolute after:inset-0"
              title={server.name}
            >
              {server.name}
            </PageLink>
          </h2>
          <ServerStatus server={server} />
        </div>
        <Truncate className="font-mono text-muted-foreground text-sm">{server.url}</Truncate>
        <p className="text-muted-foreground text-sm">
          <span>{`${server.environment} · `}</span>
          {server.catalogueAt && <span>{`${offersInWords(server)} · `}</span>}
          {checkedAt ? (
            <span key="checked">
              Checked <RelativeTime at={checkedAt} />
            </span>
          ) : (
            <span>Never checked</span>
          )}
        </p>
        <Trouble server={server} />
      </div>
      <ChevronRight aria-hidden className="size-4 shrink-0 text-muted-foreground" />
    </article>
  );
}
