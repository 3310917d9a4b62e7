import { env } from "#lib/env";
import { SCOPES } from "#lib/keys/access/scopes";
import { readsClientDocuments } from "#lib/oauth/protocol/client-documents";
import { RESOURCE_PATH } from "#lib/oauth/protocol/resource";

/** The paths of the authorization server. The first one is a page for people. */
export const OAUTH_PATHS = {
  authorize: "/oauth/authorize",
  token: "/oauth/token",
  register: "/oauth/register",
  revoke: "/oauth/revoke",
  introspect: "/oauth/introspect",
} as const;

/** The path of the metadata of the MCP endpoint (RFC 9728, section 3.1). The challenge names it. */
export const RESOURCE_METADATA_PATH = `/.well-known/oauth-protected-resource${RESOURCE_PATH}`;

/** Describes the MCP endpoint to clients that look for a way to sign in (RFC 9728). */
export function resourceMetadata() {
  const { PUBLIC_URL } = env();
  return {
    resource: PUBLIC_URL + RESOURCE_PATH,
    authorization_servers: [PUBLIC_URL],
    // A client asks for all scopes that stand here, so the least stands here. People can give more.
    scopes_supported: ["mcp:read"],
    bearer_methods_supported: ["header"],
    resource_name: "Latchkey",
  };
}

/** Describes the authorization server (RFC 8414). */
export function serverMetadata() {
  const { PUBLIC_URL } = env();
  const address = (path: string) => PUBLIC_URL + path;
  return {
    issuer: PUBLIC_URL,
    authorization_endpoint: address(OAUTH_PATHS.authorize),
    token_endpoint: address(OAUTH_PATHS.token),
    registration_endpoint: address(OAUTH_PATHS.register),
    revocation_endpoint: address(OAUTH_PATHS.revoke),
    introspection_endpoint: address(OAUTH_PATHS.introspect),
    scopes_supported: SCOPES,
    response_types_supported: ["code"],
    response_modes_supported: ["query"],
    grant_types_supported: ["authorization_code", "refresh_token"],
    code_challenge_methods_supported: ["S256"],
    token_endpoint_auth_methods_supported: ["none", "client_secret_basic", "client_secret_post"],
    revocation_endpoint_auth_methods_supported: ["none", "client_secret_basic", "client_secret_post"],
    introspection_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
    authorization_response_iss_parameter_supported: true,
    client_id_metadata_document_supported: readsClientDocuments(),
  };
}
