import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { EffectBadge, SeenTools } from "#components/keys/sight/seen-tools";
import { sightFacts, sightSentence } from "#components/keys/sight/sight-summary";
import { Notice } from "#components/ui/notice";
import { Truncate } from "#components/ui/truncate";
import { count } from "#components/upstreams/counts";
import type { KeySightInFull, ServerReason, ToolReason, UnseenServer, UnseenTool } from "#lib/gateway/preview/dto";
import { blockedIn, blockReasons } from "#lib/policy/words";

/** What a key sees at present, and every tool that it does not see, with the reason. Null for a key that has ended. */
export function WhatItSees({ sight }: { sight: KeySightInFull | null }) {
  if (!sight)
    return <p className="px-4 pt-3 pb-4 text-muted-foreground sm:px-5">This key has ended, so it sees nothing.</p>;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4 px-4 pt-3 pb-4 sm:px-5">
      <div>
        <p className="font-medium">{sightSentence(sight, "sees")}</p>
        <p className="text-muted-foreground text-sm">{sightFacts(sight)}</p>
      </div>
      {sight.blocked.map(({ name, blocks }) => (
        <Notice key={name} tone="warning">
          {blockedIn(name, blocks)}
        </Notice>
      ))}
      {sight.toolCount > 0 && (
        <Fold label={`Tools it sees (${sight.toolCount})`} open={sight.toolCount <= OPEN_UP_TO}>
          <SeenTools sight={sight} />
        </Fold>
      )}
      {(sight.unseenCount > 0 || sight.unseen.length > 0) && (
        <Fold label={`Tools it does not see (${sight.unseenCount})`} open={sight.unseenCount <= OPEN_UP_TO}>
          <Unseen sight={sight} />
        </Fold>
      )}
    </div>
  );
}

/** So many tools are no burden to the eye. */
const OPEN_UP_TO = 12;

function Fold({ label, open, children }: { label: string; open: boolean; children: ReactNode }) {
  return (
    <details open={open} className="group min-w-0">
      <summary className="flex w-fit list-none items-center gap-1.5 rounded-md font-medium [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-4 text-muted-foreground transition-transform group-open:rotate-90" />
        {label}
      </summary>
      <div className="mt-2">{children}</div>
    </details>
  );
}

function Unseen({ sight }: { sight: KeySightInFull }) {
  const shown = sight.unseen.reduce((sum, { tools }) => sum + tools.length, 0);
  const left = sight.unseenCount - shown;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {sight.unseen.map((server) => (
        <UnseenTools key={`${server.workspace}/${server.name}`} server={server} limit={sight.environment} />
      ))}
      {(left > 0 || sight.omittedServers > 0) && (
        <p className="text-muted-foreground text-sm">
          {[left > 0 && count(left, "tool"), sight.omittedServers > 0 && count(sight.omittedServers, "server")]
            .filter(Boolean)
            .join(" and ")}{" "}
          more are not listed here.
        </p>
      )}
    </div>
  );
}

function UnseenTools({ server, limit }: { server: UnseenServer; limit: string | null }) {
  const reasons = server.reasons.map((reason) => SERVER_REASONS[reason](server, limit));
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
            <Tool key={tool.name} tool={tool} />
          ))}
        </ul>
      ) : (
        <p className="text-muted-foreground text-sm">No tools of it are known.</p>
      )}
    </section>
  );
}

function Tool({ tool }: { tool: UnseenTool }) {
  return (
    <li className="flex min-w-0 items-start justify-between gap-3 py-1">
      <div className="min-w-0">
        <Truncate className="font-mono text-sm">{tool.name}</Truncate>
        {tool.reasons.length > 0 && (
          <p className="text-muted-foreground text-sm">
            {tool.reasons.map((reason) => TOOL_REASONS[reason]).join(" ")}
          </p>
        )}
      </div>
      <EffectBadge tool={tool} />
    </li>
  );
}

const SERVER_REASONS: Record<ServerReason, (server: UnseenServer, limit: string | null) => string> = {
  detached: ({ workspace }) => `An admin took ${workspace} from this key.`,
  policy: ({ workspace, blocks }) => `The policy of ${workspace} keeps it out: ${blockReasons(blocks)}.`,
  disabled: () => "An admin disabled this server.",
  environment: ({ environment }, limit) => `It belongs to ${environment}, and this key is limited to ${limit}.`,
  not_chosen: () => "It is not among the servers chosen for this key.",
};

const TOOL_REASONS: Record<ToolReason, string> = {
  blocked: "Blocked by an admin.",
  scope_write: "It can change things, which takes full access.",
  scope_list: "This key may not list tools.",
};
