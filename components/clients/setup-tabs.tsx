"use client";

import { useState } from "react";
import { ClientChoice } from "#components/clients/client-choice";
import { useClientSetup } from "#components/clients/client-setup";
import { NameInClients } from "#components/clients/name-in-clients";
import { SetupSnippet, type SnippetProps } from "#components/clients/setup-snippet";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "#components/ui/tabs";
import { CI_CLIENTS, MAIN_CLIENTS, OTHER_CLIENTS } from "#lib/clients/catalogue";
import { knownClient } from "#lib/clients/known-client";
import type { KeyView } from "#lib/keys/view/dto";

const OTHER = "other";
const CI = "ci";

type SetupTabsProps = Omit<SnippetProps, "serverName"> & {
  keyView: Pick<KeyView, "id" | "nameInClients" | "lastUse">;
};

/**
 * Shows the set-up of every client, and the name that the key gets there. The common clients have a tab each; the others
 * share one. The client that was seen last is open first; without one it is CI for service keys.
 */
export function SetupTabs({ keyView: key, ...input }: SetupTabsProps) {
  const { lastClient, isService } = useClientSetup();
  const [serverName, setServerName] = useState(key.nameInClients ?? "latchkey");
  const first = knownClient(key.lastUse?.client ?? lastClient)?.id ?? null;
  const snippet = { ...input, serverName };
  return (
    <div className="grid min-w-0 gap-3">
      {key.nameInClients !== null && <NameInClients keyId={key.id} saved={key.nameInClients} onName={setServerName} />}
      <Tabs defaultValue={tabOf(first, isService)}>
        {/* In rows where there is no room, because the open tab may be the last one. */}
        <TabsList aria-label="Client" className="max-sm:flex-wrap">
          {isService && <CiTab />}
          {MAIN_CLIENTS.map(({ id, title }) => (
            <TabsTrigger key={id} value={id}>
              {title}
            </TabsTrigger>
          ))}
          <TabsTrigger value={OTHER}>Other clients</TabsTrigger>
          {!isService && <CiTab />}
        </TabsList>
        {MAIN_CLIENTS.map((client) => (
          <TabsContent key={client.id} value={client.id}>
            <SetupSnippet client={client} {...snippet} />
          </TabsContent>
        ))}
        <TabsContent value={OTHER}>
          <ClientChoice label="Choose a client" clients={OTHER_CLIENTS} first={first} {...snippet} />
        </TabsContent>
        <TabsContent value={CI}>
          <ClientChoice label="Choose a way" clients={CI_CLIENTS} first={first} {...snippet} />
        </TabsContent>
      </Tabs>
    </div>
  );
}

/** The tab with the set-up of a client. */
function tabOf(id: string | null, isService: boolean): string | undefined {
  const isIn = (clients: readonly { id: string }[]) => clients.some((client) => client.id === id);
  if (id !== null && isIn(MAIN_CLIENTS)) return id;
  if (isIn(OTHER_CLIENTS)) return OTHER;
  return isService || isIn(CI_CLIENTS) ? CI : MAIN_CLIENTS[0]?.id;
}

function CiTab() {
  return <TabsTrigger value={CI}>CI</TabsTrigger>;
}
