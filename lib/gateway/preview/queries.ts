import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import { notFound } from "#lib/errors";
import { previewOffer } from "#lib/gateway/offer/offer";
import type { KeySight, KeySightInFull } from "#lib/gateway/preview/dto";
import { heldServers, limitsOf } from "#lib/gateway/preview/held-servers";
import type { PreviewKeyInput, PreviewServiceKeyInput } from "#lib/gateway/preview/schema";
import { sightOf } from "#lib/gateway/preview/seen";
import { serverReasons, unseenServer } from "#lib/gateway/preview/unseen";
import type { KeyAccess } from "#lib/keys/access/authenticate";
import type { KeyOwnership } from "#lib/keys/access/unsaved-key-lookup";
import { getKey } from "#lib/keys/lists/get-key";
import { previewSavedKeyAccess, previewUnsavedKeyAccess } from "#lib/keys/policy/access-preview";
import { previewInTurn } from "#lib/keys/policy/preview-in-turn";
import { expiryOf } from "#lib/keys/settings/expiry";
import { requirePerson } from "#lib/keys/settings/require-person";
import { policyClientOf } from "#lib/oauth/clients/policy-client";
import { catalogueBudgetBytes } from "#lib/upstreams/catalogue/catalogue-size";
import { loadSnapshots } from "#lib/upstreams/catalogue/snapshot";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

/** The most tools that a preview lists, and that the page of a key lists. All tools are counted. */
const PREVIEW_TOOLS_MAX = 200;
const PAGE_TOOLS_MAX = 1_000;
/** The most unseen servers that are listed with their tools. */
const UNSEEN_SERVERS_MAX = 100;

/**
 * What a key of the caller would see if it were saved with these settings.
 * @throws AppError NOT_FOUND for a key of another owner; FORBIDDEN for a caller that is a key; RATE_LIMITED or
 *   UNAVAILABLE when too many previews wait
 */
export async function previewKey(caller: Caller, input: PreviewKeyInput): Promise<KeySight> {
  const userId = requirePerson(caller);
  return previewInTurn(caller, () => sightOfDraft({ userId }, input, caller.now));
}

/**
 * What a service key would see if it were saved with these settings.
 * @throws AppError NOT_FOUND for a foreign workspace, or for a key that the workspace does not own; FORBIDDEN for
 *   members who are not admins, and for a caller that is a key; RATE_LIMITED or UNAVAILABLE when too many previews wait
 */
export async function previewServiceKey(
  caller: Caller,
  { workspace, ...draft }: PreviewServiceKeyInput,
): Promise<KeySight> {
  requirePerson(caller);
  const { id } = await authorizeWorkspace(caller, workspace, "service_keys:manage");
  const input = { ...draft, workspaceIds: [id] };
  return previewInTurn(caller, () => sightOfDraft({ serviceWorkspaceId: id }, input, caller.now));
}

async function sightOfDraft(owner: KeyOwnership, input: PreviewKeyInput, now: Date): Promise<KeySight> {
  const { keyId, scopes, environment, serverIds } = input;
  const edited = keyId === null ? null : await savedKey(owner, keyId);
  const access = await previewUnsavedKeyAccess({
    owner,
    scopes,
    environment,
    serverIds,
    workspaceIds: input.workspaceIds.filter((id) => !edited?.detached.includes(id)),
    createdAt: edited?.createdAt ?? now,
    expiresAt: edited ? edited.expiresAt : expiryOf(input, now),
    client: edited ? edited.oauthClient : input.clientId === null ? null : await policyClientOf(input.clientId),
  });
  if (!access) throw notFound("account");
  return sightOf(access, await previewOffer(access), { workspaceId: null, toolsMax: PREVIEW_TOOLS_MAX });
}

async function savedKey(owner: KeyOwnership, id: string) {
  const key = await db().key.findFirst({
    where: { id, ...owner },
    select: {
      createdAt: true,
      expiresAt: true,
      workspaces: { where: { detachedAt: { not: null } } },
      oauthClient: { select: { source: true, clientId: true } },
    },
  });
  if (!key) throw notFound("key");
  return { ...key, detached: key.workspaces.map((one) => one.workspaceId) };
}

/**
 * What a key sees, what it does not see in its workspaces, and why; null when the key has ended. A caller who may see
 * the whole key gets everything. Any other admin gets what concerns the own workspace.
 * @param workspace the id or slug of the workspace where the caller asks
 * @throws AppError as `getKey`; RATE_LIMITED or UNAVAILABLE when too many previews wait
 */
export async function whatKeySees(caller: Caller, workspace: string, keyId: string): Promise<KeySightInFull | null> {
  const { seenBy } = await getKey(caller, workspace, keyId);
  const { id } = await authorizeWorkspace(caller, workspace, "keys:create");
  return previewInTurn(caller, () => sightOfSaved(keyId, seenBy === "admin" ? id : null, caller.now));
}

async function sightOfSaved(keyId: string, workspaceId: string | null, now: Date): Promise<KeySightInFull | null> {
  const access = await previewSavedKeyAccess(keyId, now);
  if (!access) return null;
  const [offer, limits] = await Promise.all([previewOffer(access), limitsOf(keyId)]);
  const sight = sightOf(access, offer, { workspaceId, toolsMax: PAGE_TOOLS_MAX });
  return { ...sight, environment: limits.environment, ...(await unseenBy(access, keyId, limits, workspaceId)) };
}

type Unseen = Pick<KeySightInFull, "unseen" | "unseenCount" | "omittedServers">;

async function unseenBy(
  access: KeyAccess,
  keyId: string,
  limits: Awaited<ReturnType<typeof limitsOf>>,
  workspaceId: string | null,
): Promise<Unseen> {
  const held = await heldServers(keyId, workspaceId);
  const read = held.slice(0, UNSEEN_SERVERS_MAX);
  const snapshots = new Map(
    (await loadSnapshots(read, catalogueBudgetBytes())).map((snapshot) => [snapshot.id, snapshot]),
  );
  const all = read.flatMap((server) => {
    const snapshot = snapshots.get(server.id);
    const blocks = access.blocked.find(({ id }) => id === server.workspace.id)?.blocks ?? [];
    const reasons = serverReasons(server, limits, blocks);
    return snapshot ? [unseenServer(server, snapshot, reasons, blocks, access.rights)] : [];
  });
  const unseen = all.filter(({ reasons, tools }) => reasons.length > 0 || tools.length > 0);
  const unseenCount = unseen.reduce((sum, { tools }) => sum + tools.length, 0);
  return { unseen: cut(unseen), unseenCount, omittedServers: held.length - read.length };
}

/** Keeps the first tools over all servers, so the page has a limit. */
function cut(servers: Unseen["unseen"]): Unseen["unseen"] {
  let left = PAGE_TOOLS_MAX;
  return servers.map((server) => {
    const tools = server.tools.slice(0, left);
    left -= tools.length;
    return { ...server, tools };
  });
}
