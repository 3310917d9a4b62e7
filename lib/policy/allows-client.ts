import type { Policy, PolicyClient } from "#lib/policy/dto";

/** Whether a policy lets people connect apps from this client. The name of a client is no proof, so it does not count. */
export function allowsClient(
  { appClients, listedClients }: Pick<Policy, "appClients" | "listedClients">,
  { source, clientId }: PolicyClient,
): boolean {
  if (appClients === "all") return true;
  // Anybody can register a client with any name.
  if (source === "dynamic") return false;
  if (appClients === "verified") return true;
  const host = source === "document" ? URL.parse(clientId)?.host : undefined;
  return listedClients.includes(clientId) || (host !== undefined && listedClients.includes(host));
}
