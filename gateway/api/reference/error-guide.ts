import { API_ERRORS, type ApiErrorCode } from "#gateway/api/api-error";

/** What the reader of an error should do. */
const WHAT_TO_DO: Record<ApiErrorCode, string> = {
  INVALID_INPUT:
    "Correct the fields in `details`. Each entry has the `path` of a field and says what the field accepts.",
  AMBIGUOUS_ACCOUNT: "Name one of your workspaces with `X-Active-Account`.",
  UNAUTHENTICATED: "Send an API token that works. If yours has ended, create a new one on the account page.",
  WRONG_CREDENTIAL_TYPE: "You sent an MCP key. Send an API token (`latchkey_pat_…`) instead.",
  FORBIDDEN: "Use a token with the scope that the message names, or ask an admin of the workspace.",
  NOT_FOUND:
    "Check the id and `X-Active-Account`. A record of somebody else has the same answer as one that does not exist.",
  METHOD_NOT_ALLOWED: "Use one of the methods in the `Allow` header.",
  CONFLICT: "Read the record again. Its present state does not allow this, and the message says why.",
  IDEMPOTENCY_KEY_REUSED: "Use a new `Idempotency-Key` for every request that is not a repetition.",
  BODY_TOO_LARGE: "Send less at once. The message says how much is allowed.",
  UNSUPPORTED_MEDIA_TYPE: "Send JSON with `Content-Type: application/json` and without `Content-Encoding`.",
  RATE_LIMITED: "Wait for the seconds in `Retry-After`, then send the request again.",
  INTERNAL:
    "Latchkey has a defect. Give the `request_id` to the people who run Latchkey. They find the details in its log.",
  UNAVAILABLE: "Send the request again after `Retry-After` seconds. Use the same `Idempotency-Key` if it is a write.",
};

/** Makes a Markdown table of all error codes. */
export function errorTable(): string {
  const codes = Object.keys(WHAT_TO_DO) as ApiErrorCode[];
  const rows = codes.map((code) => `| \`${code}\` | ${API_ERRORS[code]} | ${WHAT_TO_DO[code]} |`);
  return ["| Code | Status | What to do |", "|---|---|---|", ...rows].join("\n");
}
