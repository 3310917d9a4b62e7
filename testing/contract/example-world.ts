import { db } from "#lib/db/client";
import { exampleId } from "#lib/ids";
import { makeApiToken } from "#testing/clients/api-client";
import { makeKey, makeUpstream, makeUser, makeWorkspace } from "#testing/people/factories";

/**
 * Makes one of each thing, with the ids from the examples of the document, so every example request finds its target.
 * @returns an API token of its owner, with every scope
 */
export async function makeExampleWorld(): Promise<string> {
  const ada = await makeUser("Ada");
  const acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  const named = { ...acme, id: exampleId("ws") };
  await db().workspace.update({ where: { id: acme.id }, data: { id: named.id } });
  const serverId = await makeUpstream(named);
  await db().upstream.update({ where: { id: serverId }, data: { id: exampleId("ups") } });
  const keyId = await makeKey(ada, [named], { scopes: ["mcp:full"] });
  await db().key.update({ where: { id: keyId }, data: { id: exampleId("key"), familyId: exampleId("key") } });
  return makeApiToken(ada);
}
