import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { nameList } from "#components/keys/key-label";
import { EndedBy } from "#components/keys/key-times";
import type { KeyWorkspaceView } from "#lib/keys/dto";

/** The workspaces that a key reaches at present. */
export function reached(workspaces: KeyWorkspaceView[]): string[] {
  return workspaces
    .filter((workspace) => !workspace.detached && workspace.ownerIsMember)
    .map((workspace) => workspace.name);
}

/** Their names, all of them in the tooltip. */
export function KeyWorkspaces({ workspaces }: { workspaces: KeyWorkspaceView[] }) {
  const names = reached(workspaces);
  if (names.length === 0) return <span className="text-warning">No workspace</span>;
  return (
    <span title={names.join(", ")} className="break-words">
      {nameList(names)}
    </span>
  );
}

/** What the key was made for but no longer reaches, and why. */
export function WorkspaceLosses({ workspaces }: { workspaces: KeyWorkspaceView[] }) {
  const lost = workspaces.filter((workspace) => workspace.detached || !workspace.ownerIsMember);
  if (lost.length === 0 && workspaces.length > 0) return null;
  return (
    <ul className="grid gap-1 text-sm text-warning">
      {workspaces.length === 0 && <Loss>Its workspaces were deleted, so it reaches nothing.</Loss>}
      {lost.map((workspace) => (
        <Loss key={workspace.id}>
          {workspace.detached ? (
            <EndedBy verb={`Access to ${workspace.name} was revoked`} ending={workspace.detached} />
          ) : (
            `No longer reaches ${workspace.name}, because you are not a member of it.`
          )}
        </Loss>
      ))}
    </ul>
  );
}

function Loss({ children }: { children: ReactNode }) {
  return (
    <li className="flex min-w-0 items-start gap-1.5">
      <TriangleAlert aria-hidden className="mt-0.75 size-3.5 shrink-0" />
      <span className="min-w-0 break-words">{children}</span>
    </li>
  );
}
