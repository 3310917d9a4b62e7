import { workspacePath } from "#components/frame/navigation/navigation";
import { PageLink } from "#components/frame/navigation/page-link";
import { keyLabel } from "#components/keys/facts/key-label";
import { cn } from "#components/ui/cn";
import type { KeyView } from "#lib/keys/view/dto";

type KeyLinkProps = {
  keyView: Pick<KeyView, "id" | "name" | "mask">;
  /** The slug of the workspace that is open; empty for somebody who belongs to none, whose keys have no page. */
  workspaceSlug: string;
  className?: string;
};

/** A link to the page of a key, with the name of the key or the start of its token. */
export function KeyLink({ keyView: key, workspaceSlug, className }: KeyLinkProps) {
  const looks = cn("block min-w-0 truncate", !key.name && key.mask.includes("…") && "font-mono", className);
  if (workspaceSlug === "") return <span className={looks}>{keyLabel(key)}</span>;
  return (
    <PageLink
      href={keyPath(workspaceSlug, key.id)}
      title={keyLabel(key)}
      className={cn(looks, "underline-offset-4 hover:underline focus-visible:-outline-offset-2")}
    >
      {keyLabel(key)}
    </PageLink>
  );
}

/** The address of a key page. */
export function keyPath(workspaceSlug: string, keyId: string): string {
  return workspacePath(workspaceSlug, `/settings/mcp/${keyId}`);
}
