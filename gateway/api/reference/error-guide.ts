import { API_ERRORS, type ApiErrorCode } from "#gateway/api/api-error";

/** What whoever meets an error of the API does about it. */
const WHAT_TO_DO: Record<ApiErrorCode, string> = {
  INVALID_INPUT: "Correct what `details` lists: each entry has the `path` of a field and what it takes.",
  AMBIGUOUS_ACCOUNT: "Say with `X-Active-Account` which of your workspaces is meant.",
  UNAUTHENTICATED: "Send an API token that works. Make a new one on the account page if yours has ended.",
  WRONG_CREDENTIAL_TYPE: "You sent an MCP key. Send an API token (`latchkey_pat_…`) instead.",
  FORBIDDEN: "Use a token with the scope that the message names, or ask an admin of the workspace.",
  NOT_FOUND: "Look at the id and at `X-Active-Account`. What is somebody else's is answered like what does not exist.",
  METHOD_NOT_ALLOWED: "Use one of the methods in the `Allow` header.",
  CONFLICT: "Read the record again: its present state does not allow this, and the message says why.",
  IDEMPOTENCY_KEY_REUSED: "Take a new `Idempotency-Key` for each request that is not a repetition.",
  BODY_TOO_LARGE: "Send less at once; the message says how much is taken.",
  UNSUPPORTED_MEDIA_TYPE: "Send JSON with `Content-Type: application/json`.",
  RATE_LIMITED: "Wait for as many seconds as `Retry-After` says, then send it again.",
  INTERNAL: "A defect of Latchkey. Give the `request_id` to whoever runs it: the log has more under it.",
  UNAVAILABLE: "Send it again after `Retry-After` seconds, with the same `Idempotency-Key` if it is a write.",
};

/** All codes of errors as a table in Markdown. */
export function errorTable(): string {
  const codes = Object.keys(WHAT_TO_DO) as ApiErrorCode[];
  const rows = codes.map((code) => `| \`${code}\` | ${API_ERRORS[code]} | ${WHAT_TO_DO[code]} |`);
  return ["| Code | Status | What to do |", "|---|---|---|", ...rows].join("\n");
}
