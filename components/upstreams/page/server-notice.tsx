import { RelativeTime } from "#components/time/relative-time";
import { Notice } from "#components/ui/notice";
import { FAILURE_ADVICE, failureSentence } from "#components/upstreams/failure-advice";
import { Said } from "#components/upstreams/said";
import type { UpstreamDetail } from "#lib/upstreams/dto";

/** Says what is wrong with a server, what still works, and what to do. Renders nothing for a connected server. */
export function ServerNotice({ server }: { server: UpstreamDetail }) {
  if (server.status === "disabled") {
    return (
      <Notice title="This server is disabled">
        No key reaches it. Its tools, resources and prompts are kept until it is enabled again.
      </Notice>
    );
  }
  const { failure } = server;
  if (!failure) return null;
  return (
    <Notice tone={server.status === "stale" ? "warning" : "danger"} title={failureSentence(failure)}>
      <Said words={failure.said} />
      {server.catalogueAt && (
        <p>
          Keys still see what it offered <RelativeTime at={server.catalogueAt} />.
        </p>
      )}
      <p>{FAILURE_ADVICE[failure.code]}</p>
    </Notice>
  );
}
