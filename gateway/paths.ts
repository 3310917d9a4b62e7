import { API_PATH } from "#gateway/api/api-path";

const EXACT = new Set(["/mcp", "/register"]);
const PREFIXES = ["/mcp/", "/api/v1/", "/oauth/", "/.well-known/"];

/** Where the reference of the API is for people. */
export const REFERENCE_PATH = "/docs/api";

/** The second is for clients that leave configured headers out once they find a way to sign in: it never mentions one. */
const MCP = new Set(["/mcp", "/mcp/inspector"]);

/** Whether a request target, with or without a query, is the MCP endpoint. */
export function isMcpPath(target = ""): boolean {
  const end = target.indexOf("?");
  return MCP.has(end < 0 ? target : target.slice(0, end));
}

/** The reference with all that it is drawn from. */
const REFERENCE = [REFERENCE_PATH, `${REFERENCE_PATH}/scalar.js`, `${API_PATH}/openapi.json`];
const SHARED = new Set(["/api/health", "/api/ready", "/metrics", ...REFERENCE]);

/** Whether every process answers this path, whatever its role. */
export function isSharedPath(pathname: string): boolean {
  return SHARED.has(pathname);
}

/** Whether the gateway answers this path; every other one belongs to the pages. */
export function isGatewayPath(pathname: string): boolean {
  return SHARED.has(pathname) || EXACT.has(pathname) || PREFIXES.some((prefix) => pathname.startsWith(prefix));
}

/**
 * Whether the target of a request line is one that this server can answer: a path (RFC 9112 section 3.2.1) whose
 * percent-encoding can be read. Next.js ends others (`*`, `http://elsewhere/`, `/%ff`) with a defect or leads elsewhere.
 */
export function isAnswerable(target: string | undefined): boolean {
  if (!target?.startsWith("/")) return false;
  if (!target.includes("%")) return true;
  try {
    decodeURIComponent(target.split("?", 1)[0] ?? "");
    return true;
  } catch {
    return false;
  }
}
