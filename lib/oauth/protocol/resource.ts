import { OAuthError } from "#lib/oauth/protocol/oauth-error";

/** The path of the MCP endpoint, which is the resource that tokens are for. */
export const RESOURCE_PATH = "/mcp";

/**
 * Checks the parameter `resource` (RFC 8707): tokens are for this installation alone. Clients send the address of the
 * endpoint or of the installation, with or without a slash at the end, and sometimes twice.
 * @throws OAuthError invalid_target
 */
export function requireOwnResource(resources: readonly string[], publicUrl: string): void {
  const own = new Set([publicUrl, publicUrl + RESOURCE_PATH]);
  const foreign = resources.find((one) => !own.has(normal(one)));
  if (foreign === undefined) return;
  throw new OAuthError("invalid_target", `Tokens of this installation are for ${publicUrl}${RESOURCE_PATH} alone.`);
}

/** Scheme and host are the same in any case (RFC 3986, section 6.2.2.1). */
function normal(text: string): string {
  const href = URL.parse(text)?.href ?? text;
  return href.endsWith("/") ? href.slice(0, -1) : href;
}
