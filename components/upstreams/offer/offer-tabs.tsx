import { Tabs, TabsContent, TabsList, TabsTrigger } from "#components/ui/tabs";
import { OfferList } from "#components/upstreams/offer/offer-list";
import { ToolList } from "#components/upstreams/offer/tool-list";
import type { ServerAction } from "#components/upstreams/server-actions";
import type { UpstreamDetail } from "#lib/upstreams/dto";

type OfferTabsProps = {
  server: UpstreamDetail;
  /** Null for a person who may not set rules. */
  setToolRule: ServerAction | null;
};

/** Shows the tools, resources and prompts of a server. Renders nothing for a server that has never answered. */
export function OfferTabs({ server, setToolRule }: OfferTabsProps) {
  if (!server.catalogueAt) return null;
  const unread = new Set(server.notes.unread.map(({ list }) => list));
  return (
    <Tabs defaultValue="tools">
      <TabsList aria-label="What this server offers">
        <Tab value="tools" label="Tools" count={server.toolCount} />
        <Tab value="resources" label="Resources" count={server.resourceCount} />
        <Tab value="prompts" label="Prompts" count={server.promptCount} />
      </TabsList>
      <TabsContent value="tools">
        <ToolList tools={server.tools} setToolRule={setToolRule} />
      </TabsContent>
      <TabsContent value="resources">
        <OfferList
          noun="resource"
          isUnread={unread.has("resources")}
          entries={server.resources.map(({ uri, ...rest }) => ({ ...rest, id: uri, address: uri }))}
        />
      </TabsContent>
      <TabsContent value="prompts">
        <OfferList
          noun="prompt"
          isUnread={unread.has("prompts")}
          entries={server.prompts.map((prompt) => ({ ...prompt, id: prompt.name }))}
        />
      </TabsContent>
    </Tabs>
  );
}

function Tab({ value, label, count }: { value: string; label: string; count: number }) {
  return (
    <TabsTrigger value={value}>
      {label}
      <span className="text-muted-foreground tabular-nums">{count}</span>
    </TabsTrigger>
  );
}
