import { RelativeTime } from "#components/time/relative-time";
import { Card } from "#components/ui/card";
import { Fact, Facts } from "#components/ui/fact";
import { Truncate } from "#components/ui/truncate";
import { lastCheck } from "#components/upstreams/last-check";
import { ServerStatus } from "#components/upstreams/server-status";
import { counted } from "#lib/format/numbers";
import type { UpstreamDetail } from "#lib/upstreams/dto";

/** Shows the status and settings of a server. */
export function ServerFacts({ server }: { server: UpstreamDetail }) {
  const checkedAt = lastCheck(server);
  const identity = [server.serverName, server.serverVersion].filter(Boolean).join(" ");
  return (
    <Card aria-label="About this server">
      <Facts>
        <Fact term="Status">
          <span role="status">
            <ServerStatus server={server} />
          </span>
        </Fact>
        <Fact term="Last checked">
          {checkedAt ? <RelativeTime at={checkedAt} className="inline-block first-letter:uppercase" /> : "Never"}
        </Fact>
        <Fact term="Environment">
          <Truncate>{server.environment}</Truncate>
        </Fact>
        <Fact term="Tool names begin with">
          <code className="font-mono text-sm">{server.slug}__</code>
          <span className="text-muted-foreground">
            {server.unprefixed
              ? " unless it is a key’s only server"
              : " behind the workspace, for keys of several workspaces"}
          </span>
        </Fact>
        {identity && (
          <Fact term="Server">
            <Truncate>{identity}</Truncate>
          </Fact>
        )}
        {server.protocolVersion && <Fact term="MCP revision">{server.protocolVersion}</Fact>}
        {server.callTimeoutSeconds !== null && (
          <Fact term="Time limit per call">{counted(server.callTimeoutSeconds, "second")}</Fact>
        )}
        <Fact term="Headers">
          {server.headerNames.length > 0 ? (
            <Truncate className="font-mono text-sm">{server.headerNames.join(", ")}</Truncate>
          ) : (
            "None"
          )}
        </Fact>
      </Facts>
    </Card>
  );
}
