import { Badge } from "#components/ui/status";
import type { WorkspaceKeyView } from "#lib/keys/view/dto";

/** Marks a service key, a connected app or a legacy token. Renders nothing for a key that a person created. */
export function KindBadge({ keyView: key }: { keyView: Pick<WorkspaceKeyView, "owner" | "isLegacy" | "app"> }) {
  if (!key.owner)
    return <Badge title="The workspace owns this key. It keeps working when its creator leaves.">Service</Badge>;
  if (key.app) return <Badge title="A client that signed in. It has no token that could be copied.">App</Badge>;
  if (key.isLegacy) {
    return (
      <Badge tone="warning" title="Imported from another system. It reaches every workspace of its owner.">
        Legacy
      </Badge>
    );
  }
  return null;
}
