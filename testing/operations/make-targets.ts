import { createApiToken } from "#lib/api-tokens/operations";
import { db } from "#lib/db/client";
import { newId } from "#lib/ids";
import { inviteMember } from "#lib/members/invite";
import { sealHeaders } from "#lib/upstreams/headers";
import { DEAD_URL, type Targets } from "#testing/operations/guarded-operations";
import { makeDelivery, makeWebhook } from "#testing/operations/webhook-rows";
import {
  callerOf,
  makeKey,
  makeServiceKey,
  makeUser,
  makeWorkspace,
  NOW,
  type TestUser,
  type TestWorkspace,
} from "#testing/people/factories";
import { makeSession } from "#testing/people/sessions";

/** Makes Ada's workspace Acme with one target for each guarded operation. */
export async function makeTargets(): Promise<{ ada: TestUser; acme: TestWorkspace; targets: Targets }> {
  const ada = await makeUser("Ada");
  const grace = await makeUser("Grace");
  const acme = await makeWorkspace("Acme", [
    [ada, "owner"],
    [grace, "member"],
  ]);
  const upstreamId = newId("ups");
  const times = { createdAt: NOW, updatedAt: NOW };
  const encryptedHeaders = sealHeaders([], upstreamId);
  const upstream = { workspaceId: acme.id, name: "Notes", slug: "notes", url: DEAD_URL, encryptedHeaders };
  await db().upstream.create({ data: { id: upstreamId, ...upstream, ...times } });
  await inviteMember(callerOf(ada), { workspace: acme.id, email: "invited@example.com", role: "member" });
  const { id: invitationId } = await db().invitation.findFirstOrThrow({ where: { workspaceId: acme.id } });
  const keyId = await makeKey(ada, [acme]);
  const serviceKeyId = await makeServiceKey(acme);
  const { id: webhookId } = await makeWebhook(acme, DEAD_URL, ["key.created"]);
  const deliveryId = await makeDelivery(webhookId);
  const { apiToken } = await createApiToken(callerOf(ada), {
    name: "Script",
    scopes: ["keys:read"],
    expiresInDays: 30,
  });
  const { id: sessionId } = await makeSession(ada);
  const ofWorkspace = { workspace: acme.slug, workspaceId: acme.id, upstreamId, keyId, invitationId, userId: grace.id };
  return {
    ada,
    acme,
    targets: { ...ofWorkspace, serviceKeyId, webhookId, deliveryId, apiTokenId: apiToken.id, sessionId },
  };
}
