"use client";

import { OtherClients } from "#components/clients/other-clients";
import { SetupSnippet, type SnippetProps } from "#components/clients/setup-snippet";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "#components/ui/tabs";
import { MAIN_CLIENTS } from "#lib/clients/catalogue";

const OTHER = "other";

/** Shows the set-up of every client. The common clients have a tab each; the others share one. */
export function SetupTabs(props: SnippetProps) {
  return (
    <Tabs defaultValue={MAIN_CLIENTS[0]?.id}>
      <TabsList aria-label="Client">
        {MAIN_CLIENTS.map((client) => (
          <TabsTrigger key={client.id} value={client.id}>
            {client.title}
          </TabsTrigger>
        ))}
        <TabsTrigger value={OTHER}>Other clients</TabsTrigger>
      </TabsList>
      {MAIN_CLIENTS.map((client) => (
        <TabsContent key={client.id} value={client.id}>
          <SetupSnippet client={client} {...props} />
        </TabsContent>
      ))}
      <TabsContent value={OTHER}>
        <OtherClients {...props} />
      </TabsContent>
    </Tabs>
  );
}
