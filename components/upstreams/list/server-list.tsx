"use client";

import { SearchX } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button";
import { EmptyState } from "#components/ui/empty-state";
import { SEARCH_FROM, textMatches } from "#components/ui/list-search";
import { SearchInput } from "#components/ui/search-input";
import { ServerRow } from "#components/upstreams/list/server-row";
import type { UpstreamView } from "#lib/upstreams/dto";

type ServerListProps = { servers: UpstreamView[]; workspaceSlug: string };

/** Lists MCP servers. A long list can be searched. */
export function ServerList({ servers, workspaceSlug }: ServerListProps) {
  const [search, setSearch] = useState("");
  const shown = servers.filter(({ name, url, slug, environment }) =>
    textMatches(search, [name, url, slug, environment]),
  );
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      {servers.length >= SEARCH_FROM && (
        <SearchInput label="Search MCP servers" value={search} onChange={setSearch} className="w-full sm:w-72" />
      )}
      {shown.length > 0 ? (
        <ul aria-label="MCP servers" className="divide-y rounded-lg border bg-card">
          {shown.map((server) => (
            <li key={server.id}>
              <ServerRow server={server} workspaceSlug={workspaceSlug} />
            </li>
          ))}
        </ul>
      ) : (
        <EmptyState
          icon={SearchX}
          title="No MCP server matches"
          action={<Button onClick={() => setSearch("")}>Clear search</Button>}
        >
          Search by name, URL or environment.
        </EmptyState>
      )}
    </div>
  );
}
