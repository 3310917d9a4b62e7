"use client";

import { useState } from "react";
import { SEARCH_FROM, textMatches } from "#components/ui/list-search";
import { SearchInput } from "#components/ui/search-input";
import { ListLimit } from "#components/upstreams/offer/list-limit";
import { ToolRow } from "#components/upstreams/offer/tool-row";
import type { ServerAction } from "#components/upstreams/server-actions";
import { counted } from "#lib/format/numbers";
import type { ToolView } from "#lib/upstreams/dto";

type ToolListProps = { tools: ToolView[]; setToolRule: ServerAction | null };

/** Lists the tools of a server with their classes. Admins can set a rule for each. */
export function ToolList({ tools, setToolRule }: ToolListProps) {
  const [search, setSearch] = useState("");
  const shown = tools.filter(({ name, title, description }) => textMatches(search, [name, title, description]));
  if (tools.length === 0) return <p className="py-2 text-muted-foreground">This server offers no tools.</p>;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <p className="text-muted-foreground text-sm">{summary(tools)}</p>
        {tools.length >= SEARCH_FROM && (
          <SearchInput label="Search tools" value={search} onChange={setSearch} className="w-full sm:w-72" />
        )}
      </div>
      {shown.length > 0 ? (
        <ul aria-label="Tools" className="divide-y rounded-lg border bg-card">
          {shown.map((tool) => (
            <li key={tool.name}>
              <ToolRow tool={tool} setToolRule={setToolRule} />
            </li>
          ))}
        </ul>
      ) : (
        <p className="py-2 text-muted-foreground">No tool matches.</p>
      )}
      <ListLimit count={tools.length} noun="tool" />
    </div>
  );
}

/** "Read-only keys may call 12 of 60 tools. 2 are blocked for all keys." */
function summary(all: ToolView[]): string {
  const tools = all.filter((tool) => !tool.isTaskOnly);
  const left = all.length - tools.length;
  const leftOut = left === 0 ? "" : ` ${left === 1 ? "1 is" : `${left} are`} not offered.`;
  const readOnly = tools.filter((tool) => tool.class === "read_only").length;
  const blocked = tools.filter((tool) => tool.class === "blocked").length;
  const first = `Read-only keys may call ${readOnly} of ${counted(tools.length, "tool")}.`;
  if (blocked === 0) return first + leftOut;
  return `${first} ${blocked === 1 ? "1 is" : `${blocked} are`} blocked for all keys.${leftOut}`;
}
