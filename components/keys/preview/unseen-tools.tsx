import type { Noun } from "#components/keys/facts/noun";
import { EffectBadge } from "#components/keys/preview/seen-tools";
import { Truncate } from "#components/ui/truncate";
import { counted } from "#lib/format/numbers";
import type { KeySightInFull, ServerReason, ToolReason, UnseenServer, UnseenTool } from "#lib/gateway/preview/dto";
import { blockReasons } from "#lib/policy/words";

/** Lists the tools that a key does not see, by server, each with the reason. */
export function UnseenTools({ sight, noun }: { sight: KeySightInFull; noun: Noun }) {
  const shown = sight.unseen.reduce((sum, { tools }) => sum + tools.length, 0);
  const left = sight.unseenCount - shown;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {sight.unseen.map((server) => (
        <ServerTools
          key={`${server.workspace}/${server.name}`}
          server={server}
          keyEnvironment={sight.environment}
          noun={noun}
        />
      ))}
      {(left > 0 || sight.omittedServers > 0) && (
        <p className="text-muted-foreground text-sm">
          Not listed here:{" "}
          {[left > 0 && counted(left, "tool"), sight.omittedServers > 0 && counted(sight.omittedServers, "server")]
            .filter(Boolean)
            .join(" and ")}
          .
        </p>
      )}
    </div>
  );
}

type ServerToolsProps = { server: UnseenServer; keyEnvironment: string | null; noun: Noun };

function ServerTools({ server, keyEnvironment, noun }: ServerToolsProps) {
  const reasons = server.reasons.map((reason) => SERVER_REASONS[reason](server, noun, keyEnvironment));
  return (
    <section className="grid grid-cols-[minmax(0,1fr)] gap-1">
      <p className="break-words text-sm">
        <span className="font-medium">{server.name}</span>
        <span className="text-muted-foreground"> · {server.workspace}</span>
      </p>
      {reasons.map((reason) => (
        <p key={reason} className="text-sm text-warning">
          {reason}
        </p>
      ))}
      {server.tools.length > 0 ? (
        <ul className="divide-y">
          {server.tools.map((tool) => (
            <Tool key={tool.name} tool={tool} noun={noun} />
          ))}
        </ul>
      ) : (
        <p className="text-muted-foreground text-sm">Its tools are not known.</p>
      )}
    </section>
  );
}

function Tool({ tool, noun }: { tool: UnseenTool; noun: Noun }) {
  return (
    <li className="flex min-w-0 items-start justify-between gap-3 py-1">
      <div className="min-w-0">
        <Truncate className="font-mono text-sm">{tool.name}</Truncate>
        {tool.reasons.length > 0 && (
          <p className="text-muted-foreground text-sm">
            {tool.reasons.map((reason) => TOOL_REASONS[reason](noun)).join(" ")}
          </p>
        )}
      </div>
      <EffectBadge tool={tool} />
    </li>
  );
}

const SERVER_REASONS: Record<ServerReason, (server: UnseenServer, noun: Noun, environment: string | null) => string> = {
  detached: ({ workspace }, noun) => `An admin revoked this ${noun}’s access to ${workspace}.`,
  policy: ({ workspace, blocks }, noun) => `The policy of ${workspace} blocks this ${noun}: ${blockReasons(blocks)}.`,
  disabled: () => "An admin disabled this server.",
  environment: ({ environment }, noun, keyEnvironment) =>
    `It belongs to ${environment}, and this ${noun} is limited to ${keyEnvironment}.`,
  not_chosen: (_server, noun) => `It is not among the servers chosen for this ${noun}.`,
};

const TOOL_REASONS: Record<ToolReason, (noun: Noun) => string> = {
  blocked: () => "Blocked by an admin.",
  scope_write: () => "It can change things, which needs full access.",
  scope_list: (noun) => `This ${noun} may not list tools.`,
  task_only: () => "It can only run as a task, which Latchkey does not support yet.",
};
