import { BlockedNote } from "#components/access/blocked-note";
import { ownerName } from "#components/access/owner-name";
import { ClientName } from "#components/clients/client-name";
import { KeySection } from "#components/key-page/key-section";
import { vouching } from "#components/keys/facts/key-mask";
import { ACCESS_REVOKED, endedWord } from "#components/keys/facts/key-status";
import { EndedBy, Expiry } from "#components/keys/facts/key-times";
import { reachedNames, WorkspaceLosses } from "#components/keys/facts/key-workspaces";
import { nounOf } from "#components/keys/facts/noun";
import { RelativeTime } from "#components/time/relative-time";
import { Fact, Facts } from "#components/ui/fact";
import { ACCESS_LABELS, accessLevelOf, SCOPE_LABELS, type Scope } from "#lib/keys/access/scopes";
import type { KeyDetail, KeyServerView, LastUse } from "#lib/keys/view/dto";

type KeySettingsProps = { detail: KeyDetail; workspace: { name: string } };

/** Shows what a key may do and reaches, and when it was created, used and expires. */
export function KeySettings({ detail, workspace }: KeySettingsProps) {
  const { key } = detail;
  const noun = nounOf(key);
  return (
    <KeySection id="settings">
      <Facts>
        <Fact term="Access">
          <Access scopes={key.scopes} />
        </Fact>
        {detail.seenBy === "admin" && <Fact term="Owner">{ownerName(detail.key)}</Fact>}
        {detail.seenBy === "service_admin" && <Fact term="Owner">{workspace.name} (service key)</Fact>}
        <Fact term="Workspaces">
          <Workspaces detail={detail} workspace={workspace} />
        </Fact>
        <Fact term="Environment">{key.environment ?? "All"}</Fact>
        {detail.seenBy !== "admin" && (
          <Fact term="MCP servers">
            <Servers servers={detail.key.servers} />
          </Fact>
        )}
        {key.app && (
          <Fact term="Client">
            <span>{key.app.name}</span>
            <span className="block text-muted-foreground text-sm">{vouching(key.app)}</span>
          </Fact>
        )}
        <Fact term={noun === "app" ? "Connected" : "Created"}>
          <RelativeTime at={key.createdAt} as="date" />
          {detail.seenBy === "service_admin" && detail.key.madeByName && <span>{` by ${detail.key.madeByName}`}</span>}
        </Fact>
        <Fact term="Expiry">
          <Expiry {...key} />
        </Fact>
        <Fact term="Last used">
          <LastUseFact lastUse={key.lastUse} />
        </Fact>
        {key.revoked && (
          <Fact term={isDetached(detail) ? ACCESS_REVOKED : endedWord(noun)}>
            <span className="inline-block first-letter:uppercase">
              <EndedBy ending={key.revoked} />
            </span>
          </Fact>
        )}
        <Fact term={noun === "app" ? "App ID" : "Key ID"}>
          <code className="break-all font-mono text-sm">{key.id}</code>
        </Fact>
      </Facts>
      <div className="px-4 pb-4 empty:hidden sm:px-5">
        {detail.seenBy === "admin" ? (
          <BlockedNote keyView={detail.key} workspace={workspace} />
        ) : (
          <WorkspaceLosses workspaces={detail.key.workspaces} />
        )}
      </div>
    </KeySection>
  );
}

function isDetached(detail: KeyDetail): boolean {
  return detail.seenBy === "admin" && detail.key.isDetached;
}

/** Shows the access level, and for custom access the scopes too. */
function Access({ scopes }: { scopes: Scope[] }) {
  const access = accessLevelOf(scopes);
  if (access !== "custom") return ACCESS_LABELS[access];
  return (
    <span>
      {ACCESS_LABELS.custom}
      <span className="block text-muted-foreground text-sm">
        {scopes.map((scope) => SCOPE_LABELS[scope]).join("; ") || "Nothing"}
      </span>
    </span>
  );
}

/** A key whose chosen servers were all removed reaches none; it does not become a key for all servers. */
function Servers({ servers }: { servers: KeyServerView[] | null }) {
  if (!servers) return <span>All, including those connected later</span>;
  if (servers.length === 0) return <span className="text-warning">None: the chosen servers were removed</span>;
  return <span>{servers.map((server) => server.name).join(", ")}</span>;
}

/** Shows all workspaces to the owner. An admin of one workspace sees that one and the number of the others. */
function Workspaces({ detail, workspace }: KeySettingsProps) {
  if (detail.seenBy !== "admin") {
    const names = reachedNames(detail.key.workspaces);
    return names.length > 0 ? <span>{names.join(", ")}</span> : <span className="text-warning">None</span>;
  }
  const { otherWorkspaceCount: others } = detail.key;
  if (others === 0) return <span>{workspace.name}</span>;
  return <span>{`${workspace.name} and ${others} other${others === 1 ? "" : "s"}`}</span>;
}

function LastUseFact({ lastUse }: { lastUse: LastUse | null }) {
  if (!lastUse) return <span>Never</span>;
  return (
    <>
      <RelativeTime at={lastUse.at} className="inline-block first-letter:uppercase" />
      {lastUse.client && (
        <span className="block text-muted-foreground text-sm">
          by <ClientName {...lastUse} />
        </span>
      )}
      {lastUse.address && <span className="block text-muted-foreground text-sm">from {lastUse.address}</span>}
    </>
  );
}
