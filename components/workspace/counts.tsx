import type { ReactNode } from "react";
import { workspacePath } from "#components/frame/navigation/navigation";
import { PageLink } from "#components/frame/navigation/page-link";
import { Status } from "#components/ui/status";
import { troubleCount } from "#components/workspace/trouble-words";
import type { WorkspaceOverview } from "#lib/workspaces/dto";

/** The numbers of servers, own keys and members of a workspace. Each links to its list. */
export function Counts({ overview }: { overview: WorkspaceOverview }) {
  const { workspace, servers, ownKeys, members, pendingInvitations } = overview;
  const trouble = troubleCount(overview);
  const path = (page: string) => workspacePath(workspace.slug, page);
  return (
    <ul className="grid gap-3 sm:grid-cols-3">
      <Count href={path("/settings/servers")} label="MCP servers" count={servers}>
        {trouble !== null && <Status tone="warning">{trouble}</Status>}
        {servers > 0 && trouble === null && <Status tone="success">All reachable</Status>}
      </Count>
      <Count href={path("/settings/mcp")} label="Your keys and apps" count={ownKeys} />
      <Count href={path("/settings/members")} label="Members" count={members}>
        {pendingInvitations > 0 && <Status tone="pending">{`${pendingInvitations} invited`}</Status>}
      </Count>
    </ul>
  );
}

type CountProps = { href: string; label: string; count: number; children?: ReactNode };

function Count({ href, label, count, children }: CountProps) {
  return (
    <li className="relative rounded-lg border bg-card px-4 py-3 transition-colors hover:border-input sm:px-5">
      <PageLink href={href} className="text-muted-foreground after:absolute after:inset-0 after:rounded-lg">
        {label}
      </PageLink>
      <div className="flex flex-wrap items-baseline justify-between gap-2">
        <span className="font-semibold text-2xl">{count}</span>
        {children}
      </div>
    </li>
  );
}
