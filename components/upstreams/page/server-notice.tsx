import { RelativeTime } from "#components/time/relative-time";
import { Notice } from "#components/ui/notice";
import { FAILURE_ADVICE, failureSentence } from "#components/upstreams/failure-advice";
import type { UpstreamDetail, UpstreamFailure } from "#lib/upstreams/dto";

/** Says what is wrong with a server, what still works, and what to do. Renders nothing for a server without a failure. */
export function ServerNotice({ server }: { server: UpstreamDetail }) {
  if (server.status === "disabled") {
    return (
      <Notice title="This server is disabled">
        No key reaches it. Its tools, resources and prompts are kept until it is enabled again.
      </Notice>
    );
  }
  const { failure, callFailure } = server;
  if (!failure) return callFailure && <CallNotice failure={callFailure} isChecked={server.status === "connected"} />;
  return (
    <Notice tone={server.status === "stale" ? "warning" : "danger"} title={failureSentence(failure)}>
      {server.catalogueAt && (
        <p>
          <span>Keys still see what it offered </span>
          <RelativeTime at={server.catalogueAt} />
          <span>, but calls to it fail.</span>
        </p>
      )}
      <p>{FAILURE_ADVICE[failure.code]}</p>
      {server.checkAt && <p>Latchkey tries again by itself.</p>}
    </Notice>
  );
}

/** The last call that failed. Latchkey may have connected to the server since. */
function CallNotice({ failure, isChecked }: { failure: UpstreamFailure; isChecked: boolean }) {
  return (
    <Notice
      tone={isChecked ? "info" : "warning"}
      title={
        <>
          <span>A call failed </span>
          <RelativeTime at={failure.at} />
        </>
      }
    >
      <p>{failureSentence(failure)}</p>
      <p>
        {isChecked
          ? "Latchkey has connected to it since, so other calls may work. This disappears when the server answers a call."
          : "Latchkey connects to it again in a moment, to find out whether it works."}
      </p>
      {!isChecked && <p>{FAILURE_ADVICE[failure.code]}</p>}
    </Notice>
  );
}
