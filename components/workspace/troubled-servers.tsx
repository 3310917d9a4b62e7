import { workspacePath } from "#components/frame/navigation/navigation";
import { PageLink } from "#components/frame/navigation/page-link";
import { RelativeTime } from "#components/time/relative-time";
import { Notice } from "#components/ui/notice";
import { counted } from "#lib/format/numbers";
import type { WorkspaceOverview } from "#lib/workspaces/dto";

/** Names the servers that do not work as far as Latchkey knows. Renders nothing when there are none. */
export function TroubledServers({ overview }: { overview: WorkspaceOverview }) {
  const { workspace, troubledServers: named, failingServers, callFailedServers } = overview;
  const count = failingServers + callFailedServers;
  if (named.length === 0) return null;
  return (
    <Notice tone="warning" title={troubleTitle(overview)}>
      <ul className="grid gap-0.5">
        {named.map(({ id, name, isConnected, at }) => (
          <li key={id}>
            <PageLink
              href={workspacePath(workspace.slug, `/settings/servers/${id}`)}
              className="font-medium text-foreground underline underline-offset-4"
            >
              {name}
            </PageLink>
            <span>{isConnected ? ": a call to it failed " : ": Latchkey could not connect to it "}</span>
            <RelativeTime at={at} />
          </li>
        ))}
        {count > named.length && <li>{`And ${counted(count - named.length, "other")}.`}</li>}
      </ul>
    </Notice>
  );
}

/** "2 of 5 MCP servers do not work", or what else is known. */
function troubleTitle({ servers, failingServers, callFailedServers }: WorkspaceOverview): string {
  if (failingServers > 0) {
    const verb = failingServers === 1 ? "does" : "do";
    return servers === 1
      ? "The MCP server does not work"
      : `${failingServers} of ${counted(servers, "MCP server")} ${verb} not work`;
  }
  return callFailedServers === 1
    ? "A call to an MCP server failed"
    : `Calls to ${counted(callFailedServers, "MCP server")} failed`;
}
