import { Truncate } from "#components/ui/truncate";
import { Description } from "#components/upstreams/offer/description";
import { ToolBadge } from "#components/upstreams/offer/tool-badge";
import { ToolRuleSelect } from "#components/upstreams/offer/tool-rule-select";
import type { ServerAction } from "#components/upstreams/server-actions";
import type { ToolView } from "#lib/upstreams/dto";

type ToolRowProps = { tool: ToolView; setToolRule: ServerAction | null };

/** A tool with its description, its class, and for admins its rule. */
export function ToolRow({ tool, setToolRule }: ToolRowProps) {
  return (
    <article className="grid grid-cols-[minmax(0,1fr)] items-start gap-x-6 gap-y-2 px-4 py-3 sm:grid-cols-[minmax(0,1fr)_auto] sm:px-5">
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-0.5">
        <div className="flex min-w-0 items-center gap-2">
          <h2 className="min-w-0 font-medium">
            <Truncate className={tool.title ? undefined : "font-mono text-sm leading-6"}>
              {tool.title ?? tool.name}
            </Truncate>
          </h2>
          <ToolBadge tool={tool} />
        </div>
        {tool.title && <Truncate className="font-mono text-muted-foreground text-sm">{tool.name}</Truncate>}
        {tool.description && <Description text={tool.description} />}
        {tool.isTaskOnly && (
          <p className="text-muted-foreground text-sm">
            It can only run as a task, which Latchkey does not support yet. Clients do not see it.
          </p>
        )}
      </div>
      {setToolRule && !tool.isTaskOnly && <ToolRuleSelect tool={tool} action={setToolRule} />}
    </article>
  );
}
