import { API_PATH } from "#gateway/api/api-path";
import { OAUTH_PATHS } from "#lib/oauth/protocol/metadata";

const EXACT = new Set(["/mcp", "/register"]);
const PREFIXES = ["/mcp/", "/api/v1/", "/oauth/", "/.well-known/"];
/** A page for people, below a path of the gateway. */
const CONSENT_PAGE: string = OAUTH_PATHS.authorize;

/** The path of the API reference for people. */
export const REFERENCE_PATH = "/docs/api";

/** Some clients leave out configured headers when they find a way to sign in. The second path never mentions a way. */
const MCP = new Set(["/mcp", "/mcp/inspector"]);

/**
 * Tells whether a request target, with or without a query, is the MCP endpoint. People and clients often add a slash,
 * and not every client sends its message again after a redirect.
 */
export function isMcpPath(target = ""): boolean {
  const end = target.indexOf("?");
  const path = end < 0 ? target : target.slice(0, end);
  return MCP.has(path.endsWith("/") ? path.slice(0, -1) : path);
}

/** Whether a request target of the MCP endpoint is the path that never mentions a way to sign in. */
export function isForKeysAlone(target = ""): boolean {
  return target.startsWith("/mcp/inspector");
}

/** The reference page and the files that it needs. */
const REFERENCE = [REFERENCE_PATH, `${REFERENCE_PATH}/scalar.js`, `${API_PATH}/openapi.json`];
const SHARED = new Set(["/api/health", "/api/ready", "/metrics", ...REFERENCE]);

/** Every path that the gateway answers; those that end with a slash stand for all paths below. */
export const GATEWAY_PATHS: readonly string[] = [...EXACT, ...PREFIXES, ...SHARED];

/** Tells whether every process answers this path, also one that serves only pages or only the gateway. */
export function isSharedPath(pathname: string): boolean {
  return SHARED.has(pathname);
}

/** Tells whether the gateway answers this path. All other paths belong to the pages. */
export function isGatewayPath(pathname: string): boolean {
  if (pathname === CONSENT_PAGE) return false;
  return SHARED.has(pathname) || EXACT.has(pathname) || PREFIXES.some((prefix) => pathname.startsWith(prefix));
}

/** A segment `.` or `..`, also in percent-encoding. Programs that read a URL remove it, and a backslash is a slash to them. */
const DOT_SEGMENT = /[\\/](?:\.|%2e){1,2}(?=[\\/#]|$)/i;

/**
 * Tells whether the server can answer the target of a request line: it must be a path (RFC 9112 section 3.2.1) with
 * valid percent-encoding, without dot segments. Next.js fails or redirects to another place for other targets (`*`,
 * `http://elsewhere/`, `/%ff`), and reads `/api/../setup` as `/setup`, where other limits hold than below `/api`.
 */
export function isAnswerable(target: string | undefined): boolean {
  if (!target?.startsWith("/")) return false;
  const [path = ""] = target.split("?", 1);
  if (path.includes("\\") || DOT_SEGMENT.test(path)) return false;
  if (!path.includes("%")) return true;
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
