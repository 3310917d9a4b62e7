import { Eye, Pencil, TriangleAlert } from "lucide-react";
import { Badge } from "#components/ui/status";
import { Truncate } from "#components/ui/truncate";
import { counted } from "#lib/format/numbers";
import type { KeySight, SeenServer, SeenTool, ToolEffect } from "#lib/gateway/preview/dto";

/** Lists the tools that a key sees, by server. `sight` may hold only the first of them. */
export function SeenTools({ sight }: { sight: KeySight }) {
  const shown = sight.servers.reduce((sum, server) => sum + server.tools.length, 0);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {sight.servers.map(({ server, tools }) => (
        <ServerTools key={tools[0]?.name} server={server} tools={tools} />
      ))}
      {shown < sight.toolCount && (
        <p className="text-muted-foreground text-sm">And {counted(sight.toolCount - shown, "more tool")}.</p>
      )}
    </div>
  );
}

function ServerTools({ server, tools }: SeenServer) {
  return (
    <section className="grid grid-cols-[minmax(0,1fr)] gap-1">
      <p className="break-words text-sm">
        <span className="font-medium">{server?.name ?? "Latchkey"}</span>
        <span className="text-muted-foreground"> · {server?.workspace ?? "for every key"}</span>
      </p>
      <ul className="divide-y">
        {tools.map((tool) => (
          <li key={tool.name} className="flex min-w-0 items-center justify-between gap-3 py-1">
            <Truncate className="font-mono text-sm">{tool.name}</Truncate>
            <EffectBadge tool={tool} />
          </li>
        ))}
      </ul>
    </section>
  );
}

const LOOKS = {
  read_only: { tone: "success", icon: Eye, word: "Read-only" },
  writing: { tone: "warning", icon: Pencil, word: "Writing" },
  destructive: { tone: "danger", icon: TriangleAlert, word: "Destructive" },
} as const satisfies Record<ToolEffect, object>;

/** Shows what a call of the tool may do. */
export function EffectBadge({ tool }: { tool: Pick<SeenTool, "effect"> & { asksFirst?: boolean } }) {
  const { tone, icon, word } = LOOKS[tool.effect];
  return (
    <Badge tone={tone} icon={icon}>
      {tool.asksFirst ? `${word}, asks first` : word}
    </Badge>
  );
}
