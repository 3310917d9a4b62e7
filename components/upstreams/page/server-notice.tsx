import { RelativeTime } from "#components/time/relative-time";
import { Notice } from "#components/ui/notice";
import { FAILURE_ADVICE, failureOfIt } from "#components/upstreams/failure-advice";
import type { UpstreamDetail } from "#lib/upstreams/dto";

/** What is wrong with a server, what still works, and what to do; nothing while it is connected. */
export function ServerNotice({ server }: { server: UpstreamDetail }) {
  if (server.status === "disabled") {
    return (
      <Notice title="This server is disabled">
        No key reaches it. What it offered is kept until it is enabled again.
      </Notice>
    );
  }
  const { failure } = server;
  if (!failure) return null;
  return (
    <Notice tone={server.status === "stale" ? "warning" : "danger"} title={failureOfIt(failure)}>
      {server.catalogueAt && (
        <p>
          Keys still see what it offered <RelativeTime at={server.catalogueAt} />.
        </p>
      )}
      <p>{FAILURE_ADVICE[failure.code]}</p>
    </Notice>
  );
}
