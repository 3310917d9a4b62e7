import type { IncomingMessage } from "node:http";
import { readBody } from "#gateway/oauth/form";
import { isObject } from "#lib/mcp/protocol";
import { registeredId } from "#lib/oauth/clients/registered-id";
import { clientMetadataSchema } from "#lib/oauth/clients/registration-schema";
import { OAuthError } from "#lib/oauth/protocol/oauth-error";
import { exceededJsonBound } from "#lib/text/json-bounds";

const SHAPE_MAX = { depth: 8, parts: 500 };

/**
 * Registers a client (RFC 7591). The answer says what holds, not what was asked for: each client is public and has PKCE
 * instead of a secret.
 * @throws OAuthError invalid_redirect_uri or invalid_client_metadata, with what to change
 */
export async function answerRegistration(incoming: IncomingMessage, now: Date): Promise<object> {
  const said = parse(await readBody(incoming, "application/json"));
  const read = clientMetadataSchema.safeParse(said);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new OAuthError("invalid_redirect_uri", issue?.message ?? "redirect_uris cannot be read.");
  }
  const { name, clientUri, redirectUris } = read.data;
  return {
    client_id: registeredId(read.data),
    client_id_issued_at: Math.floor(now.getTime() / 1000),
    client_name: name,
    ...(clientUri !== null && { client_uri: clientUri }),
    redirect_uris: redirectUris,
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
  };
}

function parse(text: string): object {
  try {
    if (!exceededJsonBound(text, SHAPE_MAX)) {
      const said: unknown = JSON.parse(text);
      if (isObject(said)) return said;
    }
  } catch {
    // The same answer as for JSON of another form.
  }
  throw new OAuthError("invalid_client_metadata", "The body must be a JSON object that describes the client.");
}
