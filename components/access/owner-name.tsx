import type { WorkspaceKeyView } from "#lib/keys/view/dto";

/** Whose key it is: a person's, or the workspace's own. */
export function ownerName({ owner }: WorkspaceKeyView): string {
  return owner?.name ?? "Service key";
}
