import { workspacePath } from "#components/frame/navigation/navigation";
import { PageLink } from "#components/frame/navigation/page-link";
import { RelativeTime } from "#components/time/relative-time";
import { Notice } from "#components/ui/notice";
import { troubledCount, troubleTitle } from "#components/workspace/trouble-words";
import { counted } from "#lib/format/numbers";
import type { ServerTrouble, WorkspaceOverview } from "#lib/workspaces/dto";

/** What is said of one server, before the time. */
const WORDS: Record<ServerTrouble, string> = {
  failing: ": the last check failed ",
  call_failed: ": a call to it failed ",
  no_room: ": no room for its catalogue was left ",
};

/** Names the servers that are in trouble as far as Latchkey knows. Renders nothing when there are none. */
export function TroubledServers({ overview }: { overview: WorkspaceOverview }) {
  const { workspace, troubledServers: named } = overview;
  const count = troubledCount(overview);
  if (named.length === 0) return null;
  return (
    <Notice tone="warning" title={troubleTitle(overview)}>
      <ul className="grid gap-0.5">
        {named.map(({ id, name, trouble, at }) => (
          <li key={id}>
            <PageLink
              href={workspacePath(workspace.slug, `/settings/servers/${id}`)}
              className="font-medium text-foreground underline underline-offset-4"
            >
              {name}
            </PageLink>
            <span>{WORDS[trouble]}</span>
            <RelativeTime at={at} />
          </li>
        ))}
        {count > named.length && <li>{`And ${counted(count - named.length, "other")}.`}</li>}
      </ul>
    </Notice>
  );
}
