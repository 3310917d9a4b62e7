import type { Noun } from "#components/keys/facts/noun";
import { Notice } from "#components/ui/notice";
import { counted, roughly } from "#lib/format/numbers";
import type { KeySight } from "#lib/gateway/preview/dto";

type ManyToolsProps = { sight: Pick<KeySight, "toolCount" | "toolTokens" | "writingCount">; noun: Noun };

/** Warns of a key that gives a client very many tools: what they cost, and how to offer fewer. */
export function ManyTools({ sight, noun }: ManyToolsProps) {
  if (sight.toolTokens === null) return null;
  const lessAccess = sight.writingCount > 0 ? ", choose read-only access" : "";
  return (
    <Notice tone="warning" title={`${counted(sight.toolCount, "tool")} are many for one client`}>
      <p>
        {`Their descriptions take about ${roughly(sight.toolTokens)} tokens of the model’s context in each conversation, and models choose worse among so many.`}
      </p>
      <p>
        {`To offer fewer, limit the ${noun} to some MCP servers or to one environment${lessAccess}${noun === "key" ? ", or make a key for each purpose" : ""}.`}
      </p>
    </Notice>
  );
}
