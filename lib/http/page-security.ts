import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { env } from "#lib/env";
import { forwardedHost } from "#lib/http/allowed-host";

/** Set by `server.ts` on every request to a page: what its own inline scripts and styles are told by. */
export const NONCE_HEADER = "x-latchkey-nonce";

const NONCE_BYTES = 16;
const FILES = "/_next/static/";
const YEAR_SECONDS = 365 * 24 * 60 * 60;
/** What no page asks a browser for. */
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
 * Prepares a request to the pages: gives it a nonce of its own, and its answer the headers that keep browsers from
 * running, framing or sending anything that is not ours. Next.js takes the nonce for its own scripts from the policy
 * in the request's headers.
 */
export function securePage(request: IncomingMessage, response: ServerResponse, isDevelopment: boolean): void {
  const nonce = newNonce();
  const policy = contentSecurityPolicy(nonce, { isDevelopment });
  request.headers[NONCE_HEADER] = nonce;
  request.headers["content-security-policy"] = policy;
  // Next.js compares it with the origin of whoever runs a server action.
  const host = forwardedHost(request.headers);
  if (host === undefined) delete request.headers["x-forwarded-host"];
  else request.headers["x-forwarded-host"] = host;

  // Files that every page loads are the same for all of them.
  if (!request.url?.startsWith(FILES)) response.setHeader("Content-Security-Policy", policy);
  for (const [name, value] of Object.entries(securityHeaders())) response.setHeader(name, value);
}

/** What browsers are told with every page and file, besides its policy. */
export function securityHeaders(): Record<string, string> {
  if (!env().PUBLIC_URL.startsWith("https:")) return FIXED_HEADERS;
  return { ...FIXED_HEADERS, "Strict-Transport-Security": `max-age=${YEAR_SECONDS}` };
}

/** One that occurs in a single answer. */
export function newNonce(): string {
  return randomBytes(NONCE_BYTES).toString("base64");
}

/**
 * Whether a browser says that a page of another origin sends this. Next.js asks so before server actions alone; it is
 * asked here before everything that may change something.
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
  /** For a page that is drawn by a program of others, which puts styles into it wherever it likes. */
  hasInlineStyles?: boolean;
};

/**
 * Content Security Policy, level 3. Scripts run by their nonce alone, and what they load with them. Styles are files
 * of ours or carry the nonce; attributes with styles in the HTML are ignored.
 */
export function contentSecurityPolicy(
  nonce: string,
  { isDevelopment = false, hasInlineStyles = isDevelopment }: PolicyOptions,
): string {
  const directives = [
    "default-src 'none'",
    // Hot reload rebuilds stack traces by `eval`, puts styles into the page, and speaks WebSocket.
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
