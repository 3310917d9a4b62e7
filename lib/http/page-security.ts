import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { env } from "#lib/env";
import { forwardedHost } from "#lib/http/allowed-host";

/**
 * The request header with the nonce of a page. `server.ts` sets it, and the page's inline scripts and styles carry it.
 */
export const NONCE_HEADER = "x-latchkey-nonce";

const NONCE_BYTES = 16;
const FILES = "/_next/static/";
const YEAR_SECONDS = 365 * 24 * 60 * 60;
/** The browser features that no page uses. */
const UNUSED_FEATURES = [
  "camera",
  "microphone",
  "geolocation",
  "payment",
  "usb",
  "serial",
  "hid",
  "midi",
  "display-capture",
];

/**
 * Prepares a request for a page. The request gets a new nonce, and the response the headers that stop browsers from
 * running foreign scripts and from showing the page in a frame. Next.js reads the nonce for its own scripts from the
 * policy in the request's headers.
 */
export function securePage(request: IncomingMessage, response: ServerResponse, isDevelopment: boolean): void {
  const nonce = newNonce();
  const policy = contentSecurityPolicy(nonce, { isDevelopment });
  request.headers[NONCE_HEADER] = nonce;
  request.headers["content-security-policy"] = policy;
  // Next.js compares this header with the origin of a server action.
  const host = forwardedHost(request.headers);
  if (host === undefined) delete request.headers["x-forwarded-host"];
  else request.headers["x-forwarded-host"] = host;

  // Static files are the same for all pages, so they have no nonce.
  if (!request.url?.startsWith(FILES)) response.setHeader("Content-Security-Policy", policy);
  for (const [name, value] of Object.entries(securityHeaders())) response.setHeader(name, value);
}

/** The security headers of every page and file, besides the Content Security Policy. */
export function securityHeaders(): Record<string, string> {
  if (!env().PUBLIC_URL.startsWith("https:")) return FIXED_HEADERS;
  return { ...FIXED_HEADERS, "Strict-Transport-Security": `max-age=${YEAR_SECONDS}` };
}

/** Makes a nonce for one response. */
export function newNonce(): string {
  return randomBytes(NONCE_BYTES).toString("base64");
}

/**
 * Whether a page of another origin sends a request that may change something, judged by the browser's `Origin` header.
 * Next.js makes this check only for server actions.
 */
export function comesFromElsewhere({ method, headers }: IncomingMessage): boolean {
  const { origin } = headers;
  if (origin === undefined || method === "GET" || method === "HEAD") return false;
  const { host, origin: own } = new URL(env().PUBLIC_URL);
  const here = forwardedHost(headers) ?? headers.host ?? host;
  return origin !== own && URL.parse(origin)?.host !== here.toLowerCase();
}

const FIXED_HEADERS = {
  "X-Frame-Options": "DENY",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": UNUSED_FEATURES.map((feature) => `${feature}=()`).join(", "),
};

type PolicyOptions = {
  isDevelopment?: boolean;
  /** Whether inline styles are allowed, for a page that a third-party program draws. */
  hasInlineStyles?: boolean;
};

/**
 * Makes the Content Security Policy (level 3) of a page. A script runs only with the nonce, or when such a script loads
 * it. A style must be a file of Latchkey or have the nonce; style attributes in the HTML are ignored.
 */
export function contentSecurityPolicy(
  nonce: string,
  { isDevelopment = false, hasInlineStyles = isDevelopment }: PolicyOptions,
): string {
  const directives = [
    "default-src 'none'",
    // In development, hot reload uses `eval` for stack traces, inline styles, and WebSocket.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    hasInlineStyles ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    `connect-src 'self'${isDevelopment ? " ws: wss:" : ""}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ];
  return directives.join("; ");
}
