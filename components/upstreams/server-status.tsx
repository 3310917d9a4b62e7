import { Status, type Tone } from "#components/ui/status";
import type { UpstreamStatus } from "#lib/upstreams/dto";

const STATUSES: Record<UpstreamStatus, { tone: Tone; word: string }> = {
  connected: { tone: "success", word: "Connected" },
  call_failed: { tone: "warning", word: "Last call failed" },
  stale: { tone: "warning", word: "Not responding" },
  failed: { tone: "danger", word: "Not connected" },
  disabled: { tone: "neutral", word: "Disabled" },
};

/** Shows whether Latchkey is connected to a server. */
export function ServerStatus({ status }: { status: UpstreamStatus }) {
  const { tone, word } = STATUSES[status];
  return <Status tone={tone}>{word}</Status>;
}
