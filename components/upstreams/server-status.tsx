import { Status, type Tone } from "#components/ui/status";
import { ANSWERED } from "#components/upstreams/failure-advice";
import type { UpstreamStatus, UpstreamView } from "#lib/upstreams/dto";

const STATUSES: Record<UpstreamStatus, { tone: Tone; word: string }> = {
  connected: { tone: "success", word: "Connected" },
  call_failed: { tone: "warning", word: "Last call failed" },
  stale: { tone: "warning", word: "Not responding" },
  failed: { tone: "danger", word: "Not connected" },
  disabled: { tone: "neutral", word: "Disabled" },
};

/** Shows whether Latchkey is connected to a server. */
export function ServerStatus({ server: { status, failure } }: { server: Pick<UpstreamView, "status" | "failure"> }) {
  const { tone, word } = STATUSES[status];
  const responds = status === "stale" && failure !== null && ANSWERED.has(failure.code);
  return <Status tone={tone}>{responds ? "Not refreshed" : word}</Status>;
}
