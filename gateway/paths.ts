const EXACT = new Set(["/mcp", "/register", "/api/health", "/api/ready"]);
const PREFIXES = ["/mcp/", "/api/v1/", "/oauth/", "/.well-known/"];

/** Whether the gateway answers this path; every other one belongs to the pages. */
export function isGatewayPath(pathname: string): boolean {
  return EXACT.has(pathname) || PREFIXES.some((prefix) => pathname.startsWith(prefix));
}
