import type { Api } from "#gateway/api/new-api";
import { API_SCOPE_LABELS } from "#lib/auth/api-scopes";
import { env } from "#lib/env";

const DESCRIPTION = `Everything that the key screens of Latchkey can do, a script can do.

Authenticate with a personal API token, made on the account page: \`Authorization: Bearer latchkey_pat_…\`.
Instants are ISO 8601 in UTC. Lists come in pages: ask on with \`cursor=<nextCursor>\` while \`hasMore\` is true.`;

/**
 * The reference as OpenAPI 3.1, made from the very schemas that parse requests. To be made once for an API, when all of its
 * routes are there: it registers a component.
 */
export function openApiDocument(api: Api) {
  const scopes = Object.entries(API_SCOPE_LABELS).map(([scope, label]) => `- \`${scope}\`: ${label}`);
  api.openAPIRegistry.registerComponent("securitySchemes", "apiToken", {
    type: "http",
    scheme: "bearer",
    description: `A personal API token. Its scopes:\n${scopes.join("\n")}`,
  });
  return api.getOpenAPI31Document({
    openapi: "3.1.0",
    info: { title: "Latchkey API", version: "1", description: DESCRIPTION },
    servers: [{ url: `${env().PUBLIC_URL}/api/v1` }],
  });
}
