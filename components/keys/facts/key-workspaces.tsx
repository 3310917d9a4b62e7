import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { EndedBy } from "#components/keys/facts/key-times";
import { shortNameList } from "#lib/format/names";
import type { KeyWorkspaceView } from "#lib/keys/view/dto";
import { blockedIn } from "#lib/policy/words";

/** The names of the workspaces that a key reaches now. */
export function reachedNames(workspaces: KeyWorkspaceView[]): string[] {
  return workspaces
    .filter((workspace) => !workspace.detached && workspace.ownerIsMember && workspace.blocks.length === 0)
    .map((workspace) => workspace.name);
}

/** Shows the first workspaces that a key reaches, and all of them in the tooltip. */
export function KeyWorkspaces({ workspaces }: { workspaces: KeyWorkspaceView[] }) {
  const names = reachedNames(workspaces);
  if (names.length === 0) return <span className="text-warning">No workspace</span>;
  return (
    <span title={names.join(", ")} className="break-words">
      {shortNameList(names)}
    </span>
  );
}

/** Lists the workspaces that a key was created for but does not reach now, each with the reason. */
export function WorkspaceLosses({ workspaces }: { workspaces: KeyWorkspaceView[] }) {
  const lost = workspaces.filter(
    ({ detached, ownerIsMember, blocks }) => detached || !ownerIsMember || blocks.length > 0,
  );
  if (lost.length === 0 && workspaces.length > 0) return null;
  return (
    <ul className="grid gap-1 text-sm text-warning">
      {workspaces.length === 0 && <Loss>Its workspaces were deleted, so it reaches nothing.</Loss>}
      {lost.map((workspace) => (
        <Loss key={workspace.id}>
          <WhyLost workspace={workspace} />
        </Loss>
      ))}
    </ul>
  );
}

function WhyLost({ workspace: { name, detached, ownerIsMember, blocks } }: { workspace: KeyWorkspaceView }) {
  if (detached) return <EndedBy verb={`Access to ${name} was revoked`} ending={detached} />;
  if (!ownerIsMember) return <span>{`No longer reaches ${name}, because you are not a member of it.`}</span>;
  return <span>{blockedIn(name, blocks)}</span>;
}

function Loss({ children }: { children: ReactNode }) {
  return (
    <li className="flex min-w-0 items-start gap-1.5">
      <TriangleAlert aria-hidden className="mt-0.75 size-3.5 shrink-0" />
      <span className="min-w-0 break-words">{children}</span>
    </li>
  );
}
