import type { IncomingMessage } from "node:http";
import type { OAuthForm } from "#gateway/oauth/form";
import type { PresentedClient } from "#lib/oauth/clients/authenticate-client";
import { OAuthError } from "#lib/oauth/protocol/oauth-error";

const BASIC = /^Basic +([A-Za-z0-9+/=_-]+) *$/i;

/**
 * Reads which client calls: from the form, or from HTTP Basic authentication (RFC 6749, section 2.3.1).
 * @throws OAuthError invalid_request for two ways at once; invalid_client when no client is named
 */
export function readClient(incoming: IncomingMessage, form: OAuthForm): PresentedClient {
  const { authorization } = incoming.headers;
  const clientId = form.get("client_id");
  const secret = form.get("client_secret") ?? null;
  if (authorization === undefined) {
    if (clientId === undefined) throw new OAuthError("invalid_client", "The parameter client_id is missing.");
    return { clientId, secret };
  }
  const basic = readBasic(authorization);
  if (secret !== null || (clientId !== undefined && clientId !== basic.clientId)) {
    throw new OAuthError("invalid_request", "The client is named in two ways. Use the header or the form.");
  }
  return basic;
}

function readBasic(authorization: string): PresentedClient {
  const encoded = BASIC.exec(authorization)?.[1];
  const text = encoded === undefined ? "" : Buffer.from(encoded, "base64").toString();
  const colon = text.indexOf(":");
  if (colon < 1) throw new OAuthError("invalid_client", "The Authorization header must be HTTP Basic.");
  const secret = decoded(text.slice(colon + 1));
  return { clientId: decoded(text.slice(0, colon)), secret: secret === "" ? null : secret };
}

/** Both parts are encoded as in a form, though many clients leave that out. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}
