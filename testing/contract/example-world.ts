import { db } from "#lib/db/client";
import { exampleId } from "#lib/ids";
import { makeApiToken } from "#testing/clients/api-client";
import { makeKey, makeUpstream, makeUser, makeWorkspace } from "#testing/people/factories";

/**
 * One of each thing, with the id that examples of the document have: whatever they ask for is there.
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
