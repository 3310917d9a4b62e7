/**
 * How a request ended, as it is counted and stored: a closed set.
 * - `ok`: answered with a result
 * - `tool_error`: the tool ran and says that it failed (`isError`)
 * - `rpc_error`: the server answered with a JSON-RPC error
 * - `invalid_request`: the request itself was wrong, or named what is not there
 * - `refused`: the key may not do this
 * - `unauthenticated`: no key that is valid
 * - `rate_limited`: too many requests
 * - `upstream_failed`: the server could not be reached, did not answer in time, or answered what is no MCP
 * - `unavailable`: Latchkey could not serve it for the moment, such as without its database
 * - `cancelled`: the client went away or took the request back
 * - `internal_error`: a defect
 */
export type CallOutcome =
  | "ok"
  | "tool_error"
  | "rpc_error"
  | "invalid_request"
  | "refused"
  | "unauthenticated"
  | "rate_limited"
  | "upstream_failed"
  | "unavailable"
  | "cancelled"
  | "internal_error";
