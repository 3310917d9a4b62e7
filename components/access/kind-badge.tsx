import { Badge } from "#components/ui/status";
import type { WorkspaceKeyView } from "#lib/keys/view/dto";

/** What sets a key apart from the ones that people make for themselves. */
export function KindBadge({ keyView: key }: { keyView: Pick<WorkspaceKeyView, "owner" | "isLegacy"> }) {
  if (!key.owner) return <Badge title="The workspace owns it, so it outlasts whoever made it.">Service</Badge>;
  if (key.isLegacy) {
    return (
      <Badge tone="warning" title="Brought in from a system used before. It reaches every workspace of its owner.">
        Legacy
      </Badge>
    );
  }
  return null;
}
