import { workspacePath } from "#components/frame/navigation/navigation";
import { PageLink } from "#components/frame/navigation/page-link";
import { keyLabel } from "#components/keys/facts/key-label";
import { cn } from "#components/ui/cn";
import type { KeyView } from "#lib/keys/view/dto";

type KeyLinkProps = {
  keyView: Pick<KeyView, "id" | "name" | "mask">;
  /** Of the workspace that is open. */
  workspaceSlug: string;
  className?: string;
};

/** A key's name, or the start of its token, leading to its page. */
export function KeyLink({ keyView: key, workspaceSlug, className }: KeyLinkProps) {
  return (
    <PageLink
      href={keyPath(workspaceSlug, key.id)}
      title={keyLabel(key)}
      className={cn(
        "block min-w-0 truncate underline-offset-4 hover:underline focus-visible:-outline-offset-2",
        !key.name && key.mask.includes("…") && "font-mono",
        className,
      )}
    >
      {keyLabel(key)}
    </PageLink>
  );
}

/** The address of a key's page. */
export function keyPath(workspaceSlug: string, keyId: string): string {
  return workspacePath(workspaceSlug, `/settings/mcp/${keyId}`);
}
