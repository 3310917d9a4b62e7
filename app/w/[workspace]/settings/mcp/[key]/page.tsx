import type { Metadata } from "next";
import { cache } from "react";
import { requireCaller } from "#app/caller";
import { orNotFound } from "#app/or-not-found";
import { detachKeyAction } from "#app/w/[workspace]/settings/access/actions";
import {
  nameInClientsAction,
  revokeKeyAction,
  rotateKeyAction,
  updateKeyAction,
} from "#app/w/[workspace]/settings/mcp/actions";
import {
  nameServiceKeyInClientsAction,
  revokeServiceKeyAction,
  rotateServiceKeyAction,
  updateServiceKeyAction,
} from "#app/w/[workspace]/settings/service-keys/actions";
import { readUsageAddress } from "#app/w/[workspace]/settings/usage/read-usage-address";
import { DetachKey } from "#components/access/detach-key";
import { ClientSetupProvider } from "#components/clients/client-setup";
import { APPS_PATH, workspacePath } from "#components/frame/navigation/navigation";
import { Page, PageHeader } from "#components/frame/page/page-header";
import { KeyActions } from "#components/key-page/key-actions";
import { KeyHistory } from "#components/key-page/key-history";
import { KeyNextStep } from "#components/key-page/key-next-step";
import { KeyPageNav } from "#components/key-page/key-page-nav";
import { KeySection, type KeySectionId } from "#components/key-page/key-section";
import { KeySetUp } from "#components/key-page/key-set-up";
import { KeySettings } from "#components/key-page/key-settings";
import { KeyUsageSection } from "#components/key-page/key-usage-section";
import { RefusedAttempts } from "#components/key-page/refused-attempts";
import { keyLabel } from "#components/keys/facts/key-label";
import { keyPath } from "#components/keys/facts/key-link";
import { KeyMask } from "#components/keys/facts/key-mask";
import { KeyStatus } from "#components/keys/facts/key-status";
import { type Noun, nounOf } from "#components/keys/facts/noun";
import { KeyEditing } from "#components/keys/form/key-choices";
import { WhatItSees } from "#components/keys/preview/what-it-sees";
import { RevealHost } from "#components/keys/reveal/reveal-host";
import { listKeyHistory } from "#lib/audit-log/key-history";
import type { Caller } from "#lib/auth/principal";
import { env } from "#lib/env";
import { whatKeySees } from "#lib/gateway/preview/queries";
import { isUsable } from "#lib/keys/access/status";
import { getKey } from "#lib/keys/lists/get-key";
import { lastClient } from "#lib/keys/lists/last-client";
import { listRefusedAttempts } from "#lib/keys/refusals/queries";
import { keyChoices } from "#lib/keys/settings/choices";
import { serviceKeyChoices } from "#lib/keys/settings/service-key-choices";
import type { KeyChoices, KeyDetail } from "#lib/keys/view/dto";
import { keyUsage } from "#lib/usage/key-usage";
import { authorizeWorkspace } from "#lib/workspaces/authorize";
import type { WorkspaceView } from "#lib/workspaces/dto";

type KeyPageProps = {
  params: Promise<{ workspace: string; key: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

const SECTIONS: KeySectionId[] = ["settings", "sees", "usage", "refused", "history"];

const SEES: Record<Noun, string> = { key: "What a client with this key sees.", app: "What this app sees." };
const KEYS_PATH = { owner: "/settings/mcp", service_admin: "/settings/service-keys" } as const;

/** The page and its title both need the key; `cache` reads it once in a request. */
const readKey = cache(async (workspaceSlug: string, keyId: string) => {
  const caller = await requireCaller();
  const workspace = await orNotFound(authorizeWorkspace(caller, workspaceSlug, "keys:create"));
  return { caller, workspace, detail: await orNotFound(getKey(caller, workspace.id, keyId)) };
});

export async function generateMetadata({ params }: KeyPageProps): Promise<Metadata> {
  const { workspace, key } = await params;
  return { title: keyLabel((await readKey(workspace, key)).detail.key) };
}

export default async function KeyPage({ params, searchParams }: KeyPageProps) {
  const { workspace: workspaceSlug, key: keyId } = await params;
  const { caller, workspace, detail } = await readKey(workspaceSlug, keyId);
  const { period } = readUsageAddress(await searchParams);
  const seesAll = detail.seenBy !== "admin";
  const [usage, sight, refused, history, choices, client] = await Promise.all([
    keyUsage(caller, workspace.id, keyId, period),
    whatKeySees(caller, workspace.id, keyId),
    listRefusedAttempts(caller, workspace.id, keyId),
    listKeyHistory(caller, keyId, workspace.id),
    choicesFor(detail, caller, workspace.id),
    lastClient(caller),
  ]);
  const endpoint = `${env().PUBLIC_URL}/mcp`;
  const noun = nounOf(detail.key);
  const hasSetUp = seesAll && noun === "key" && isUsable(detail.key.status);
  const page = (
    <Page>
      <KeyHeader detail={detail} workspace={workspace} choices={choices} endpoint={endpoint} />
      {seesAll && (
        <KeyNextStep
          keyView={detail.key}
          workspaceSlug={workspace.slug}
          refused={refused}
          keysHref={noun === "app" ? APPS_PATH : workspacePath(workspace.slug, KEYS_PATH[detail.seenBy])}
        />
      )}
      <KeyPageNav sections={hasSetUp ? [...SECTIONS, "set-up"] : SECTIONS} />
      <KeySettings detail={detail} workspace={workspace} />
      <KeySection id="sees" description={seesAll ? SEES[noun] : `What it sees of ${workspace.name}.`}>
        <WhatItSees sight={sight} noun={noun} />
      </KeySection>
      <KeyUsageSection
        usage={usage}
        period={period}
        path={keyPath(workspace.slug, keyId)}
        storedDays={env().USAGE_RETENTION_DAYS}
        limitedTo={seesAll ? null : workspace.name}
      />
      <RefusedAttempts
        noun={noun}
        attempts={refused}
        storedDays={env().USAGE_RETENTION_DAYS}
        limitedTo={seesAll ? null : workspace.name}
      />
      <KeyHistory noun={noun} history={history} />
      {hasSetUp && <KeySetUp keyView={detail.key} endpoint={endpoint} />}
    </Page>
  );
  if (detail.seenBy === "admin") return page;
  const ownClient = detail.key.lastUse?.client ?? null;
  return (
    <ClientSetupProvider
      lastClient={detail.seenBy === "owner" ? (ownClient ?? client) : ownClient}
      isService={detail.seenBy === "service_admin"}
      nameAction={
        detail.seenBy === "owner" ? nameInClientsAction : nameServiceKeyInClientsAction.bind(null, workspace.id)
      }
    >
      {page}
    </ClientSetupProvider>
  );
}

/** Returns the choices of the edit form, or null if the viewer may not edit the key. */
async function choicesFor({ seenBy }: KeyDetail, caller: Caller, workspaceId: string): Promise<KeyChoices | null> {
  if (seenBy === "admin") return null;
  return seenBy === "owner" ? keyChoices(caller) : serviceKeyChoices(caller, workspaceId);
}

type KeyHeaderProps = {
  detail: KeyDetail;
  workspace: WorkspaceView;
  /** Null if the viewer may not edit the key. */
  choices: KeyChoices | null;
  endpoint: string;
};

/** Shows the name and the status of the key, and the actions that the viewer may take. */
function KeyHeader({ detail, workspace, choices, endpoint }: KeyHeaderProps) {
  return (
    <PageHeader
      title={keyLabel(detail.key)}
      description={
        <span className="flex flex-wrap items-center gap-x-3">
          <KeyStatus
            status={detail.key.status}
            noun={nounOf(detail.key)}
            isDetached={detail.seenBy === "admin" && detail.key.isDetached}
          />
          <KeyMask keyView={detail.key} className="text-sm" />
        </span>
      }
      action={
        detail.seenBy === "admin"
          ? isUsable(detail.key.status) && (
              <DetachKey keyView={detail.key} workspace={workspace} action={detachKeyAction} />
            )
          : choices && (
              <KeyEditing choices={choices} {...editPropsOf(detail.seenBy, workspace.id)}>
                <RevealHost endpoint={endpoint}>
                  <KeyActions keyView={detail.key} {...endActionsOf(detail.seenBy, workspace.id)} />
                </RevealHost>
              </KeyEditing>
            )
      }
    />
  );
}

type FullViewer = Exclude<KeyDetail["seenBy"], "admin">;

function editPropsOf(seenBy: FullViewer, workspaceId: string) {
  if (seenBy === "owner") return { updateAction: updateKeyAction };
  return { updateAction: updateServiceKeyAction.bind(null, workspaceId), serviceWorkspaceId: workspaceId };
}

function endActionsOf(seenBy: FullViewer, workspaceId: string) {
  if (seenBy === "owner") return { revokeAction: revokeKeyAction, rotateAction: rotateKeyAction };
  return {
    revokeAction: revokeServiceKeyAction.bind(null, workspaceId),
    rotateAction: rotateServiceKeyAction.bind(null, workspaceId),
  };
}
