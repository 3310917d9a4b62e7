import { RelativeTime } from "#components/time/relative-time";
import { Notice } from "#components/ui/notice";
import { ANSWERED, FAILURE_ADVICE, failureSentence } from "#components/upstreams/failure-advice";
import { Said } from "#components/upstreams/said";
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
  if (server.hasLostHeaders) return <LostHeaders />;
  const { failure, callFailure, failedCalls } = server;
  if (!failure) {
    const isChecked = server.status === "connected";
    return callFailure && <CallNotice failure={callFailure} count={failedCalls} isChecked={isChecked} />;
  }
  return (
    <Notice tone={server.status === "stale" ? "warning" : "danger"} title={failureSentence(failure)}>
      <Said words={failure.said} />
      {server.catalogueAt && (
        <p>
          <span>Keys still see what it offered </span>
          <RelativeTime at={server.catalogueAt} />
          <span>{ANSWERED.has(failure.code) ? "." : ", but calls to it fail."}</span>
        </p>
      )}
      <p>{FAILURE_ADVICE[failure.code]}</p>
      {server.checkAt && <p>Latchkey tries again by itself.</p>}
    </Notice>
  );
}

/** No connection succeeds without the headers, so nothing else is said. */
function LostHeaders() {
  return (
    <Notice tone="danger" title="Its header values cannot be decrypted, so calls to it fail">
      ENCRYPTION_KEY has changed since they were stored. Edit the server and enter the values again.
    </Notice>
  );
}

type CallNoticeProps = {
  failure: UpstreamFailure;
  /** The calls that failed in a row. */
  count: number;
  /** Whether Latchkey has connected to the server since. */
  isChecked: boolean;
};

/** The last call that failed. */
function CallNotice({ failure, count, isChecked }: CallNoticeProps) {
  const isSerious = !isChecked || count >= SERIOUS_FROM;
  return (
    <Notice
      tone={isSerious ? "warning" : "info"}
      title={
        <>
          <span>{count > 1 ? `${count} calls in a row have failed, the last one ` : "A call failed "}</span>
          <RelativeTime at={failure.at} />
        </>
      }
    >
      <p>{failureSentence(failure, "The server")}</p>
      <p>{isChecked ? connected(count) : "Latchkey connects to it again in a moment, to find out whether it works."}</p>
      {isSerious && <p>{FAILURE_ADVICE[failure.code]}</p>}
    </Notice>
  );
}

/** Fewer failed calls in a row may have causes of their own. */
const SERIOUS_FROM = 5;

function connected(count: number): string {
  const means = count >= SERIOUS_FROM ? "so it can be reached, but its calls fail" : "so other calls may work";
  return `Latchkey has connected to it since, ${means}. This disappears when the server answers a call.`;
}
