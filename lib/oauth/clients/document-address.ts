/** The longest address of a document, in characters. */
const ADDRESS_MAX = 1_024;

/**
 * Whether a `client_id` can be the address of a document that describes the client (Client ID Metadata Documents,
 * section 3). The address is an identity, so it has one spelling alone.
 */
export function isDocumentAddress(clientId: string): boolean {
  if (clientId.length > ADDRESS_MAX || !clientId.startsWith("https://")) return false;
  const url = URL.parse(clientId);
  if (!url || url.href !== clientId) return false;
  // The address of a whole host would make everybody who can write one page there this client.
  if (url.pathname === "/" || url.username !== "" || url.password !== "") return false;
  return !clientId.includes("#") && url.search === "";
}
