import { ERROR_DESCRIPTIONS } from "#gateway/api/api-route";
import type { DocumentObject, OperationObject, ResponseObject } from "#gateway/api/reference/document-types";

// Without examples: the reference would send those with whatever is tried there.
const ORIGIN_APP = {
  name: "X-Origin-App",
  in: "header",
  description:
    "What sends the request, such as `terraform`. It is kept in the audit log, and as the last use of the token; the MCP endpoint keeps it in the usage of the key.",
  schema: { type: "string", maxLength: 100 },
};

const ACTIVE_ACCOUNT = {
  name: "X-Active-Account",
  in: "header",
  description:
    "The workspace that the request is about, by its slug (`acme`) or id, for users of several. What is of another one is not found then.",
  schema: { type: "string" },
};

const IDEMPOTENCY_KEY = {
  name: "Idempotency-Key",
  in: "header",
  description: "Any UUID. For 24 hours the same key with the same request is answered alike and does nothing again.",
  schema: { type: "string", format: "uuid" },
};

const PARAMETERS = { OriginApp: ORIGIN_APP, ActiveAccount: ACTIVE_ACCOUNT, IdempotencyKey: IDEMPOTENCY_KEY };

const REPLAYED = {
  "Idempotent-Replayed": {
    description: "`true` when the answer is that of an earlier request with the same `Idempotency-Key`.",
    schema: { type: "string", const: "true" },
  },
};

const whole = (description: string) => ({ description, schema: { type: "integer", minimum: 0 } });

const RETRY_AFTER = { "Retry-After": whole("Seconds after which to send it again.") };

const RATE_LIMIT = {
  ...RETRY_AFTER,
  "X-RateLimit-Limit": whole("How many requests a minute are let in."),
  "X-RateLimit-Remaining": whole("How many are left now."),
  "X-RateLimit-Reset": whole("Seconds until as many as ever are let in at once."),
};

/** What any request can meet; what one with a body, one with a token, and a write with a token can besides. */
const ANY = [429, 500, 503];
const WITH_BODY = [400, 413, 415];
const WITH_TOKEN = [401, 403, 404];
const WRITE = [400, 409, 413];

/** Says of every operation what holds for many: headers that they take, errors that any of them may answer. */
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
