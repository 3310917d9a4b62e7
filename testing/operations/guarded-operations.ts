import { revokeApiToken } from "#lib/api-tokens/operations";
import { exportAuditLog } from "#lib/audit-log/export";
import { listKeyHistory } from "#lib/audit-log/key-history";
import { auditTargetName, listAuditActors, listAuditEvents, readAuditEvents } from "#lib/audit-log/queries";
import type { Caller } from "#lib/auth/principal";
import { endSession } from "#lib/auth/sessions/end-sessions";
import { connectionOf } from "#lib/connection/queries";
import { db } from "#lib/db/client";
import { previewServiceKey, whatKeySees } from "#lib/gateway/preview/queries";
import { previewServiceKeySchema } from "#lib/gateway/preview/schema";
import { createKey } from "#lib/keys/life/create-key";
import { createServiceKey } from "#lib/keys/life/create-service-key";
import { detachKey, detachKeys } from "#lib/keys/life/detach";
import { revokeKey } from "#lib/keys/life/revoke-key";
import { revokeServiceKey } from "#lib/keys/life/revoke-service-key";
import { rotateKey, rotateServiceKey } from "#lib/keys/life/rotate";
import { getKey } from "#lib/keys/lists/get-key";
import { listKeyOwners } from "#lib/keys/lists/owners";
import { listServiceKeysSchema, listWorkspaceKeysSchema } from "#lib/keys/lists/schema";
import { listServiceKeys } from "#lib/keys/lists/service-keys";
import {
  exportWorkspaceKeys,
  getWorkspaceKey,
  listWorkspaceKeysForApi,
  listWorkspaceKeysForDashboard,
} from "#lib/keys/lists/workspace-keys";
import { workspaceKeysCsv } from "#lib/keys/lists/workspace-keys-csv";
import { previewPolicy } from "#lib/keys/policy/effect";
import { listOwnRefusedAttempts, listRefusedAttempts, listWorkspaceRefusedAttempts } from "#lib/keys/refusals/queries";
import { createKeySchema, createServiceKeySchema } from "#lib/keys/settings/schema";
import { serviceKeyChoices } from "#lib/keys/settings/service-key-choices";
import { updateKey, updateServiceKey } from "#lib/keys/settings/update-key";
import { readOwnKey } from "#lib/keys/view/read-own-key";
import { changeRole } from "#lib/members/change-role";
import { leaveWorkspace, removeMember } from "#lib/members/end-membership";
import { inviteMember, revokeInvitation } from "#lib/members/invite";
import { listInvitations, listMembers } from "#lib/members/queries";
import { listMembersSchema } from "#lib/members/schema";
import { connectApp } from "#lib/oauth/consent/connect-app";
import { connectAppSchema } from "#lib/oauth/consent/schema";
import { changePolicy } from "#lib/policy/operations";
import { policyOf, readPolicy, versionOf } from "#lib/policy/queries";
import { changePolicySchema, previewPolicySchema } from "#lib/policy/schema";
import { catalogueRoom } from "#lib/upstreams/settings/catalogue-room";
import { createUpstream } from "#lib/upstreams/settings/create-upstream";
import { setUpstreamDisabled } from "#lib/upstreams/settings/disable-upstream";
import { getUpstream, listUpstreams, requireOwnUpstreams } from "#lib/upstreams/settings/queries";
import { refreshUpstream } from "#lib/upstreams/settings/refresh-upstream";
import { removeUpstream } from "#lib/upstreams/settings/remove-upstream";
import { setServerRules } from "#lib/upstreams/settings/set-server-rules";
import { setToolRule } from "#lib/upstreams/settings/set-tool-rule";
import { updateUpstream } from "#lib/upstreams/settings/update-upstream";
import { keyUsage } from "#lib/usage/key-usage";
import { lastDays } from "#lib/usage/periods";
import { readWorkspaceUsage, workspaceUsage } from "#lib/usage/queries";
import { usageViewSchema } from "#lib/usage/schema";
import { authorizeWorkspace, requireMember } from "#lib/workspaces/authorize";
import { deleteWorkspace } from "#lib/workspaces/delete-workspace";
import { workspaceOverview } from "#lib/workspaces/overview";
import { renameWorkspace } from "#lib/workspaces/rename-workspace";
import { consentQuery } from "#testing/clients/oauth-client";
import { WEBHOOK_OPERATIONS, WORKSPACE_WEBHOOK_OPERATIONS } from "#testing/operations/guarded-webhooks";

/** The targets that a caller can name: a workspace by slug or id, and the ids of things in it. */
export type Targets = {
  workspace: string;
  workspaceId: string;
  upstreamId: string;
  keyId: string;
  serviceKeyId: string;
  invitationId: string;
  userId: string;
  webhookId: string;
  deliveryId: string;
  apiTokenId: string;
  sessionId: string;
};

/** The lowest role that may run the operation. `nobody` means that only the owner of the target may. */
type Least = "member" | "admin" | "owner" | "nobody";

type GuardedOperation = { name: string; least: Least; run: (caller: Caller, targets: Targets) => Promise<unknown> };

/** Nothing listens at this address. */
export const DEAD_URL = "http://127.0.0.1:9/mcp";
const EDIT = { name: "Stolen", url: DEAD_URL, slug: undefined, headers: [] };

const EVERYTHING = { actor: null, group: null, target: null, from: null, to: null };

/** The operations whose only target is a workspace. */
export const WORKSPACE_OPERATIONS: GuardedOperation[] = [
  ...WORKSPACE_WEBHOOK_OPERATIONS,
  {
    name: "authorizeWorkspace",
    least: "member",
    run: (caller, { workspace }) => authorizeWorkspace(caller, workspace, "workspace:read"),
  },
  { name: "requireMember", least: "member", run: (caller, { workspace }) => requireMember(caller, workspace) },
  { name: "workspaceOverview", least: "member", run: (caller, { workspace }) => workspaceOverview(caller, workspace) },
  { name: "policyOf", least: "member", run: (caller, { workspace }) => policyOf(caller, workspace) },
  {
    name: "listMembers",
    least: "member",
    run: (caller, { workspace }) => listMembers(caller, workspace, listMembersSchema.parse({})),
  },
  { name: "catalogueRoom", least: "member", run: (caller, { workspace }) => catalogueRoom(caller, workspace) },
  { name: "listUpstreams", least: "member", run: (caller, { workspace }) => listUpstreams(caller, workspace) },
  { name: "leaveWorkspace", least: "member", run: (caller, { workspace }) => leaveWorkspace(caller, { workspace }) },
  {
    name: "createKey",
    least: "member",
    run: (caller, { workspaceId }) => createKey(caller, createKeySchema.parse({ workspaceIds: [workspaceId] })),
  },
  {
    name: "connectApp",
    least: "member",
    run: (caller, { workspaceId }) =>
      connectApp(caller, connectAppSchema.parse({ query: consentQuery(), workspaceIds: [workspaceId] })),
  },
  { name: "listInvitations", least: "admin", run: (caller, { workspace }) => listInvitations(caller, workspace) },
  {
    name: "listWorkspaceKeysForDashboard",
    least: "admin",
    run: (caller, { workspace }) => listWorkspaceKeysForDashboard(caller, workspace, listWorkspaceKeysSchema.parse({})),
  },
  {
    name: "workspaceUsage",
    least: "admin",
    run: (caller, { workspace }) => workspaceUsage(caller, workspace, usageViewSchema.parse({})),
  },
  {
    name: "readWorkspaceUsage",
    least: "admin",
    run: (caller, { workspace }) =>
      readWorkspaceUsage(caller, workspace, { span: lastDays(7, caller.now), by: "key", after: null, limit: 1 }),
  },
  {
    name: "listWorkspaceKeysForApi",
    least: "admin",
    run: (caller, { workspace }) =>
      listWorkspaceKeysForApi(caller, workspace, { ...listWorkspaceKeysSchema.parse({}), limit: 1 }),
  },
  {
    name: "exportWorkspaceKeys",
    least: "admin",
    run: (caller, { workspace }) => exportWorkspaceKeys(caller, workspace, listWorkspaceKeysSchema.parse({})),
  },
  {
    name: "workspaceKeysCsv",
    least: "admin",
    run: (caller, { workspace }) => workspaceKeysCsv(caller, workspace, listWorkspaceKeysSchema.parse({})),
  },
  {
    name: "listServiceKeys",
    least: "admin",
    run: (caller, { workspace }) => listServiceKeys(caller, workspace, listServiceKeysSchema.parse({})),
  },
  {
    name: "serviceKeyChoices",
    least: "admin",
    run: (caller, { workspace }) => serviceKeyChoices(caller, workspace),
  },
  {
    name: "createServiceKey",
    least: "admin",
    run: (caller, { workspace }) =>
      createServiceKey(caller, createServiceKeySchema.parse({ workspace, name: "Deploys" })),
  },
  {
    name: "listKeyOwners",
    least: "admin",
    run: (caller, { workspace, userId }) => listKeyOwners(caller, workspace, userId),
  },
  {
    name: "listAuditEvents",
    least: "admin",
    run: (caller, { workspace }) => listAuditEvents(caller, workspace, EVERYTHING, null),
  },
  {
    name: "readAuditEvents",
    least: "admin",
    run: (caller, { workspace }) => readAuditEvents(caller, workspace, { filters: EVERYTHING, cursor: null, limit: 1 }),
  },
  {
    name: "auditTargetName",
    least: "admin",
    run: (caller, { workspace, keyId }) => auditTargetName(caller, workspace, keyId),
  },
  { name: "listAuditActors", least: "admin", run: (caller, { workspace }) => listAuditActors(caller, workspace) },
  {
    name: "exportAuditLog",
    least: "admin",
    run: async (caller, { workspace }) => {
      for await (const _ of (await exportAuditLog(caller, workspace, EVERYTHING, "csv")).lines);
    },
  },
  {
    name: "renameWorkspace",
    least: "admin",
    run: (caller, { workspace }) => renameWorkspace(caller, { workspace, name: "Stolen" }),
  },
  {
    name: "previewPolicy",
    least: "admin",
    run: (caller, { workspace }) => previewPolicy(caller, previewPolicySchema.parse({ workspace })),
  },
  {
    name: "changePolicy",
    least: "admin",
    run: async (caller, { workspace, workspaceId }) => {
      const seen = versionOf(await readPolicy(db(), workspaceId));
      return changePolicy(caller, changePolicySchema.parse({ workspace, seen, keyMakers: "admins" }));
    },
  },
  {
    name: "inviteMember",
    least: "admin",
    run: (caller, { workspace }) => inviteMember(caller, { workspace, email: "eve@example.com", role: "member" }),
  },
  {
    name: "createUpstream",
    least: "admin",
    run: (caller, { workspace }) => createUpstream(caller, { ...EDIT, environment: "production", workspace }),
  },
  {
    name: "deleteWorkspace",
    least: "owner",
    run: (caller, { workspace }) => deleteWorkspace(caller, { workspace, confirmation: "Acme" }),
  },
];

/** The operations whose target is a thing in a workspace. */
export const TARGET_OPERATIONS: GuardedOperation[] = [
  ...WEBHOOK_OPERATIONS,
  {
    name: "getUpstream",
    least: "member",
    run: (caller, { workspace, upstreamId }) => getUpstream(caller, workspace, upstreamId),
  },
  {
    name: "requireOwnUpstreams",
    least: "member",
    run: (caller, { upstreamId }) => requireOwnUpstreams(caller, [upstreamId]),
  },
  {
    name: "updateUpstream",
    least: "admin",
    run: (caller, { workspace, upstreamId }) =>
      updateUpstream(caller, { ...EDIT, workspace, upstreamId, unprefixed: true }),
  },
  {
    name: "refreshUpstream",
    least: "admin",
    run: (caller, { workspace, upstreamId }) => refreshUpstream(caller, { workspace, upstreamId }),
  },
  {
    name: "setUpstreamDisabled",
    least: "admin",
    run: (caller, { workspace, upstreamId }) => setUpstreamDisabled(caller, { workspace, upstreamId, disabled: true }),
  },
  {
    name: "removeUpstream",
    least: "admin",
    run: (caller, { workspace, upstreamId }) => removeUpstream(caller, { workspace, upstreamId }),
  },
  {
    name: "setToolRule",
    least: "admin",
    run: (caller, { workspace, upstreamId }) =>
      setToolRule(caller, { workspace, upstreamId, toolName: "echo", access: "blocked" }),
  },
  {
    name: "setServerRules",
    least: "admin",
    run: (caller, { workspace, upstreamId }) =>
      setServerRules(caller, { workspace, upstreamId, confirmDestructive: "never" }),
  },
  {
    name: "revokeInvitation",
    least: "admin",
    run: (caller, { workspace, invitationId }) => revokeInvitation(caller, { workspace, invitationId }),
  },
  {
    name: "changeRole",
    least: "admin",
    run: (caller, { workspace, userId }) => changeRole(caller, { workspace, userId, role: "member" }),
  },
  {
    name: "removeMember",
    least: "admin",
    run: (caller, { workspace, userId }) => removeMember(caller, { workspace, userId }),
  },
  {
    name: "keyUsage",
    least: "admin",
    run: (caller, { workspace, keyId }) => keyUsage(caller, workspace, keyId, "30d"),
  },
  {
    name: "getWorkspaceKey",
    least: "admin",
    run: (caller, { workspace, keyId }) => getWorkspaceKey(caller, workspace, keyId),
  },
  {
    name: "getKey",
    least: "admin",
    run: (caller, { workspace, keyId }) => getKey(caller, workspace, keyId),
  },
  {
    name: "whatKeySees",
    least: "admin",
    run: (caller, { workspace, keyId }) => whatKeySees(caller, workspace, keyId),
  },
  {
    name: "listRefusedAttempts",
    least: "admin",
    run: (caller, { workspace, keyId }) => listRefusedAttempts(caller, workspace, keyId),
  },
  {
    name: "listWorkspaceRefusedAttempts",
    least: "admin",
    run: (caller, { workspace, keyId }) => listWorkspaceRefusedAttempts(caller, workspace, keyId),
  },
  {
    name: "listOwnRefusedAttempts",
    least: "nobody",
    run: (caller, { keyId }) => listOwnRefusedAttempts(caller, keyId),
  },
  {
    name: "listKeyHistory",
    least: "admin",
    run: (caller, { workspace, keyId }) => listKeyHistory(caller, keyId, workspace),
  },
  {
    name: "detachKey",
    least: "admin",
    run: (caller, { workspace, keyId }) => detachKey(caller, { workspace, keyId, reason: null }),
  },
  {
    name: "detachKeys",
    least: "admin",
    run: (caller, { workspace, keyId }) => detachKeys(caller, { workspace, keyIds: [keyId], reason: null }),
  },
  {
    name: "updateServiceKey",
    least: "admin",
    run: (caller, { workspace, serviceKeyId }) =>
      updateServiceKey(caller, { workspace, keyId: serviceKeyId, name: "Stolen", scopes: ["mcp:full"] }),
  },
  {
    name: "previewServiceKey",
    least: "admin",
    run: (caller, { workspace, serviceKeyId }) =>
      previewServiceKey(
        caller,
        previewServiceKeySchema.parse({ workspace, keyId: serviceKeyId, scopes: ["mcp:read"] }),
      ),
  },
  {
    name: "revokeServiceKey",
    least: "admin",
    run: (caller, { workspace, serviceKeyId }) =>
      revokeServiceKey(caller, { workspace, keyId: serviceKeyId, reason: null, confirmation: null }),
  },
  {
    name: "rotateServiceKey",
    least: "admin",
    run: (caller, { workspace, serviceKeyId }) =>
      rotateServiceKey(caller, { workspace, keyId: serviceKeyId, overlap: "none", expiresInDays: "same" }),
  },
  {
    name: "rotateKey",
    least: "nobody",
    run: (caller, { keyId }) => rotateKey(caller, { keyId, overlap: "none", expiresInDays: "same" }),
  },
  {
    name: "updateKey",
    least: "nobody",
    run: (caller, { keyId }) => updateKey(caller, { keyId, name: "Renamed" }),
  },
  {
    name: "revokeKey",
    least: "nobody",
    run: (caller, { keyId }) => revokeKey(caller, { keyId, reason: null, confirmation: null }),
  },
  { name: "readOwnKey", least: "nobody", run: (caller, { keyId }) => readOwnKey(caller, keyId) },
  { name: "connectionOf", least: "nobody", run: (caller, { keyId }) => connectionOf(caller, keyId, caller.now) },
  {
    name: "revokeApiToken",
    least: "nobody",
    run: (caller, { apiTokenId }) => revokeApiToken(caller, { apiTokenId }),
  },
  { name: "endSession", least: "nobody", run: (caller, { sessionId }) => endSession(caller, { sessionId }) },
];
