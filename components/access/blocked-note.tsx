import { Ban } from "lucide-react";
import type { WorkspaceKeyView } from "#lib/keys/view/dto";
import { blockedIn } from "#lib/policy/words";

type BlockedNoteProps = { keyView: WorkspaceKeyView; workspace: { name: string } };

/** Says why the policy of this workspace blocks a key. Renders nothing for a key that is not blocked. */
export function BlockedNote({ keyView, workspace }: BlockedNoteProps) {
  if (keyView.blocks.length === 0) return null;
  return (
    <p className="flex min-w-0 items-start gap-1.5 text-sm text-warning">
      <Ban aria-hidden className="mt-0.75 size-3.5 shrink-0" />
      <span className="min-w-0 break-words whitespace-normal">{blockedIn(workspace.name, keyView.blocks)}</span>
    </p>
  );
}
