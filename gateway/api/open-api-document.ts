import { z } from "@hono/zod-openapi";
import { REQUEST_RATE } from "#gateway/api/api-caller";
import { API_PATH } from "#gateway/api/api-path";
import { publicRoute } from "#gateway/api/api-route";
import type { Api } from "#gateway/api/new-api";
import { addCodeSamples } from "#gateway/api/reference/code-samples";
import { describeCommonParts } from "#gateway/api/reference/common";
import type { DocumentObject } from "#gateway/api/reference/document-types";
import { errorTable } from "#gateway/api/reference/error-guide";
import { API_SCOPE_LABELS } from "#lib/auth/api-scopes";
import { env } from "#lib/env";

const TAGS = {
  Keys: "Your own keys: what AI clients and scripts send to the MCP endpoint.",
  Workspaces: "The workspaces of which you are a member, and what is in them.",
  Usage: "How often the MCP servers of a workspace are called, by whom and with what success.",
  "Audit log": "What happened in a workspace.",
  "Leaked credentials": "For whoever finds a key where it should not be. These need no API token.",
  Reference: "This description.",
};

const description = () => `Everything that the key screens of Latchkey can do, a script can do.

## Authentication

Make a personal API token on the account page and send it as \`Authorization: Bearer latchkey_pat_…\`. It acts for you,
within its scopes. An MCP key is refused here: what sits in an AI client must not make keys.

## Lists

Lists come in pages of \`limit\` records (1 to 100). While \`hasMore\` is true, ask again with
\`cursor=<nextCursor>\` and the same filters. Instants are ISO 8601 in UTC.

## Workspaces

Whoever is in several workspaces says with \`X-Active-Account: <slug>\` which one a request is about: lists hold what
concerns it, and a key that does not reach it, or another workspace, is not found. Where the answer would be ambiguous
without it, that is an error (\`AMBIGUOUS_ACCOUNT\`). What belongs to somebody else is not found, as what does not exist.

## Writing once

Send a write with \`Idempotency-Key: <UUID>\` and it is done once, however often it is sent within 24 hours: repetitions
get the same answer with \`Idempotent-Replayed: true\`, without the secret. The same key with another request is a 409.
The write and the record of its answer are one transaction: whatever was refused, or failed in between, did nothing, and
can be sent again with the same key.

## Rate limits

Each token is let in ${REQUEST_RATE.times} times in ${REQUEST_RATE.perSeconds} seconds, and ${REQUEST_RATE.burst} times at once. What is more gets a 429, whose \`Retry-After\` and
\`X-RateLimit-*\` headers say how long to wait.

## Errors

Every error has the same form: \`{"request_id": "…", "error": {"code": "…", "message": "…", "details": […]}}\`. The message
is for people; programs go by the code. These are all codes there are:

${errorTable()}`;

export const documentRoute = publicRoute({
  operationId: "readDescription",
  method: "get",
  path: "/openapi.json",
  summary: "Read this description",
  description: "The API as OpenAPI 3.1, for generators of clients.",
  tags: ["Reference"],
  responses: {
    200: {
      description: "The document.",
      content: { "application/json": { schema: z.record(z.string(), z.unknown()) } },
    },
  },
});

/**
 * The reference as OpenAPI 3.1, made from the very schemas that parse requests. To be made once for an API, when all of its
 * routes are there: it registers a component.
 */
export function openApiDocument(api: Api): DocumentObject {
  const scopes = Object.entries(API_SCOPE_LABELS).map(([scope, label]) => `- \`${scope}\`: ${label}`);
  api.openAPIRegistry.registerComponent("securitySchemes", "apiToken", {
    type: "http",
    scheme: "bearer",
    description: `A personal API token. Its scopes:\n${scopes.join("\n")}`,
  });
  const made = api.getOpenAPI31Document({
    openapi: "3.1.0",
    info: { title: "Latchkey API", version: "1", description: description(), license: { name: "MIT" } },
    servers: [{ url: `${env().PUBLIC_URL}${API_PATH}` }],
    tags: Object.entries(TAGS).map(([name, text]) => ({ name, description: text })),
  });
  // A copy: what several routes share is one object, and is not the document's alone.
  const document: DocumentObject = JSON.parse(JSON.stringify(made));
  describeCommonParts(document);
  addCodeSamples(document);
  return document;
}
