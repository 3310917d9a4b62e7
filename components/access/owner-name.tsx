import type { WorkspaceKeyView } from "#lib/keys/view/dto";

/** The name of the owner, or "Service key" when the workspace owns the key. */
export function ownerName({ owner }: WorkspaceKeyView): string {
  return owner?.name ?? "Service key";
}
