import type { ResolvedCall } from "#lib/gateway/calls/resolve-call";
import { mismatch } from "#lib/gateway/messages/envelope";
import type { McpRequest } from "#lib/gateway/request/mcp-request";
import { decodeHeader } from "#lib/mcp/protocol";
import { paramTexts, saysTheSame } from "#lib/upstreams/calls/param-headers";

/**
 * Checks that the `Mcp-Param-*` headers of a 2026 client agree with the arguments of the call (SEP-2243). A server of
 * the 2026 revision checks them itself; a server of the 2025 revisions does not know them.
 * @throws RpcError with HTTP 400
 */
export function checkParamHeaders(request: McpRequest, { upstream, tool, params }: ResolvedCall): void {
  if (!tool || request.envelope.era !== "modern" || upstream.era === "modern") return;
  for (const declared of paramTexts(tool, params.arguments)) {
    const { header, text } = declared;
    const given = request.paramHeaders[header];
    const said = given === undefined ? null : decodeHeader(given.trim());
    if (saysTheSame(said, declared) && (given === undefined) === (text === null)) continue;
    throw mismatch(`the header ${header} and the arguments have different values`);
  }
}
