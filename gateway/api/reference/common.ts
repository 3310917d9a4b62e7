import { ERROR_DESCRIPTIONS } from "#gateway/api/api-route";
import type { DocumentObject, OperationObject, ResponseObject } from "#gateway/api/reference/document-types";

// These have no examples, because the reference page would send an example with every request that a reader tries.
const ORIGIN_APP = {
  name: "X-Origin-App",
  in: "header",
  description:
    "The application that sends the request, such as `terraform`. The audit log and the last use of the token keep it. The MCP endpoint keeps it in the usage of the key.",
  schema: { type: "string", maxLength: 100 },
};

const ACTIVE_ACCOUNT = {
  name: "X-Active-Account",
  in: "header",
  description:
    "The slug (`acme`) or id of the workspace that the request is about. Records of other workspaces are then not found. Only members of several workspaces need it.",
  schema: { type: "string" },
};

const IDEMPOTENCY_KEY = {
  name: "Idempotency-Key",
  in: "header",
  description: "Any UUID. For 24 hours the same request with the same key gets the same answer and is not done again.",
  schema: { type: "string", format: "uuid" },
};

const PARAMETERS = { OriginApp: ORIGIN_APP, ActiveAccount: ACTIVE_ACCOUNT, IdempotencyKey: IDEMPOTENCY_KEY };

const REPLAYED = {
  "Idempotent-Replayed": {
    description: "`true` when this is the answer of an earlier request with the same `Idempotency-Key`.",
    schema: { type: "string", const: "true" },
  },
};

const whole = (description: string) => ({ description, schema: { type: "integer", minimum: 0 } });

const RETRY_AFTER = { "Retry-After": whole("Seconds to wait before the next attempt.") };

const RATE_LIMIT = {
  ...RETRY_AFTER,
  "X-RateLimit-Limit": whole("How many requests a minute are allowed."),
  "X-RateLimit-Remaining": whole("How many requests are left now."),
  "X-RateLimit-Reset": whole("Seconds until the full number of requests is allowed at once again."),
};

/** The error statuses of every operation, and those that a body, a token, or a write with a token adds. */
const ANY = [429, 500, 503];
const WITH_BODY = [400, 413, 415];
const WITH_TOKEN = [401, 403, 404];
const WRITE = [400, 409, 413];

/** Adds to every operation the headers and the error responses that many operations share. */
export function describeCommonParts(document: DocumentObject): void {
  document.components = { ...document.components, parameters: PARAMETERS };
  for (const operations of Object.values(document.paths)) {
    for (const [method, operation] of Object.entries(operations)) completeOperation(operation, method !== "get");
  }
}

function completeOperation(operation: OperationObject, isWrite: boolean): void {
  const isForToken = operation.security?.length !== 0;
  const names = isWrite ? Object.keys(PARAMETERS) : ["OriginApp", "ActiveAccount"];
  const statuses = [
    ...ANY,
    ...(operation.requestBody ? WITH_BODY : []),
    ...(isForToken ? WITH_TOKEN : []),
    ...(isForToken && isWrite ? WRITE : []),
  ];
  const errors = Object.fromEntries(statuses.map((status) => [status, errorAnswer(status)]));
  operation.responses = { ...errors, ...operation.responses };
  Object.assign(operation.responses[429] ?? {}, { headers: RATE_LIMIT });
  Object.assign(operation.responses[503] ?? {}, { headers: RETRY_AFTER });
  if (!isForToken) return;
  const common = names.map((name) => ({ $ref: `#/components/parameters/${name}` }));
  operation.parameters = [...(operation.parameters ?? []), ...common];
  if (!isWrite) return;
  for (const [status, answer] of Object.entries(operation.responses)) {
    if (status.startsWith("2")) answer.headers = { ...answer.headers, ...REPLAYED };
  }
}

function errorAnswer(status: number): ResponseObject {
  const content = { "application/json": { schema: { $ref: "#/components/schemas/Error" } } };
  return { description: ERROR_DESCRIPTIONS[status] ?? "Refused.", content };
}
