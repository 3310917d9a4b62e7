import { z } from "@hono/zod-openapi";
import type { Context, Next } from "hono";
import { type ApiEnvironment, addressOf, requestRate, throwIfLimited } from "#gateway/api/api-caller";
import { API_PATH } from "#gateway/api/api-path";
import { publicRoute } from "#gateway/api/api-route";
import type { Api } from "#gateway/api/new-api";
import { addCodeSamples } from "#gateway/api/reference/code-samples";
import { describeCommonParts } from "#gateway/api/reference/common";
import type { DocumentObject } from "#gateway/api/reference/document-types";
import { errorTable } from "#gateway/api/reference/error-guide";
import { API_SCOPE_LABELS } from "#lib/auth/api-scopes";
import { env } from "#lib/env";
import { Limiter } from "#lib/rate-limit/limiter";
import { networkOf } from "#lib/rate-limit/network";

const TAGS = {
  Keys: "Your own keys. AI clients and scripts send their tokens to the MCP endpoint.",
  Workspaces: "The workspaces of which you are a member, with their keys and MCP servers.",
  Usage: "How often the MCP servers of a workspace are called, by which keys and members, and how the calls ended.",
  "Audit log": "The audit events of a workspace.",
  "Leaked credentials": "For anybody who finds a token in a public place. These operations need no API token.",
  Reference: "This document.",
};

const description = () => `A script can do everything that people do on the key screens of Latchkey.

## Authentication

Create a personal API token on the account page and send it as \`Authorization: Bearer latchkey_pat_…\`. It acts for you,
within its scopes. An MCP key is refused here, because an AI client must not create keys.

## Lists

A list has pages of \`limit\` records (1 to 100). While \`hasMore\` is true, send the request again with
\`cursor=<nextCursor>\` and the same filters. Instants are in ISO 8601 and UTC.

## Workspaces

If you are a member of several workspaces, name one with \`X-Active-Account: <slug>\`. Lists then have only the records of
that workspace. A key that does not reach it is not found, and neither is another workspace. A request that needs one
workspace and names none is an error (\`AMBIGUOUS_ACCOUNT\`). Records of other people are not found, like records that do
not exist.

## Writing once

Send a write with \`Idempotency-Key: <UUID>\`. It is then done once, even if you send it several times within 24 hours.
A repeated request gets the same answer with \`Idempotent-Replayed: true\`, without the token. The same key with another
request is a 409. The write and its stored answer are one transaction. A write that was refused or failed has changed
nothing, and you can send it again with the same key.

## Rate limits

${rateSentence()} Requests above a limit get a 429. Its headers \`Retry-After\` and \`X-RateLimit-*\` say how long to wait.

## Errors

Every error has the same form: \`{"request_id": "…", "error": {"code": "…", "message": "…", "details": […]}}\`. The message
is for people. Programs should read the code. These are all codes:

${errorTable()}`;

function rateSentence(): string {
  const rate = requestRate();
  if (!rate) return "This installation does not limit how many requests you send.";
  return `All tokens of one person together may send ${rate.times} requests a minute, and ${rate.burst} at once.`;
}

/** Anybody may read the document, and it is written anew for each answer. */
const READINGS = new Limiter("api-documents", () => ({ times: 120, perSeconds: 60, burst: 60 }));

export const documentRoute = publicRoute({
  operationId: "readDescription",
  limiter: READINGS,
  middleware: [countReading] as const,
  method: "get",
  path: "/openapi.json",
  summary: "Read this document",
  description: "The API as an OpenAPI 3.1 document, for generators of clients.",
  tags: ["Reference"],
  responses: {
    200: {
      description: "The document.",
      content: { "application/json": { schema: z.record(z.string(), z.unknown()) } },
    },
  },
});

async function countReading(context: Context<ApiEnvironment>, next: Next): Promise<void> {
  throwIfLimited(
    await READINGS.take(networkOf(addressOf(context))),
    "This document was read too often from this address.",
  );
  await next();
}

/**
 * Makes the reference as an OpenAPI 3.1 document from the schemas that parse the requests. Call it once for an API, after
 * all routes are added, because it registers a component.
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
  // Several routes share objects, so the document is copied before it is changed.
  const document: DocumentObject = JSON.parse(JSON.stringify(made));
  describeCommonParts(document);
  addCodeSamples(document);
  return document;
}
