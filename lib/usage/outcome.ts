/**
 * How a request ended. It is counted and stored by this outcome, from a closed set:
 * - `ok`: it was answered with a result
 * - `tool_error`: the tool ran and says that it failed (`isError`)
 * - `rpc_error`: the server answered with a JSON-RPC error
 * - `invalid_request`: the request itself was wrong, or named something that does not exist
 * - `refused`: the key may not do this
 * - `unauthenticated`: the request had no valid key
 * - `rate_limited`: there were too many requests
 * - `upstream_failed`: the server could not be reached, did not answer in time, or its answer was not MCP
 * - `unavailable`: Latchkey could not serve it at the moment, for example because its database was away
 * - `cancelled`: the client left or cancelled the request
 * - `internal_error`: Latchkey had a defect
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
