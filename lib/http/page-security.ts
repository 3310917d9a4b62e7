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
  nameOneHost(request);

  // Static files are the same for all pages, so they have no nonce.
  if (!request.url?.startsWith(FILES)) response.setHeader("Content-Security-Policy", policy);
  const headers = isOpenedByClients(request.url) ? { ...securityHeaders(), ...KEEPS_OPENER } : securityHeaders();
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

/**
 * The pages of a sign-in for an OAuth client. Clients on the web open them in a window of their own and wait until it
 * comes back. The header of the other pages would cut the two windows apart for good.
 */
const OPENED_BY_CLIENTS = new Set(["/oauth/authorize", "/sign-in"]);
/** Sign-in providers lead back to these. */
const RETURNS_OF_PROVIDERS = "/api/auth/";
const KEEPS_OPENER = { "Cross-Origin-Opener-Policy": "unsafe-none" };

function isOpenedByClients(target = ""): boolean {
  const path = target.split("?", 1)[0] ?? "";
  return OPENED_BY_CLIENTS.has(path) || path.startsWith(RETURNS_OF_PROVIDERS);
}

/**
 * Writes the headers of a proxy anew, because Next.js would believe whatever they say.
 *
 * Next.js compares the origin of a server action with `X-Forwarded-Host` or `Host`, which many a proxy changes.
 * `foreignOrigin` has judged the origin of a form already, so the two are made equal here. Nobody has judged the origin of
 * a request that reads. Next.js also asks this server for the page that an action leads to, and would use TLS for that
 * after `X-Forwarded-Proto: https`.
 */
function nameOneHost({ method, headers }: Pick<IncomingMessage, "method" | "headers">): void {
  delete headers["x-forwarded-host"];
  delete headers["x-forwarded-proto"];
  if (onlyReads(method)) return;
  const origin = URL.parse(headers.origin ?? "");
  if (origin) headers["x-forwarded-host"] = origin.host;
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

/** Whether a request with this method changes nothing, so that any page may send it (RFC 9110, section 9.2.1). */
function onlyReads(method: string | undefined): boolean {
  return method === "GET" || method === "HEAD";
}

/** What a browser says about the site of the page that sends a form (W3C, Fetch Metadata). */
const OTHER_SITES = new Set(["cross-site", "same-site"]);

/** Stands for an origin that the request does not name. */
const UNKNOWN = "an unknown page";

/**
 * Finds the foreign page that sends a request which may change something. Next.js makes such a check only for server
 * actions, and with hosts that a proxy may have changed.
 *
 * A page is Latchkey's own when its origin is the one of `PUBLIC_URL`, whatever `Host` says. Where Latchkey is also
 * reached by other hosts (`ALLOWED_HOSTS`, loopback names), it is the host of this request. `isAllowedHost` has judged
 * that host before. Requests without `Origin` come from programs, or from browsers that say so in another header.
 * @returns the origin as the browser wrote it, or words for one that it did not write; null when the request is no foreign page's
 */
export function foreignOrigin({ method, headers }: Pick<IncomingMessage, "method" | "headers">): string | null {
  if (onlyReads(method)) return null;
  const { origin } = headers;
  if (origin === undefined) return OTHER_SITES.has(String(headers["sec-fetch-site"])) ? UNKNOWN : null;
  if (origin === "") return UNKNOWN;
  const own = new URL(env().PUBLIC_URL);
  if (origin === own.origin) return null;
  const url = URL.parse(origin);
  if (url?.origin !== origin) return origin;
  if (url.hostname === own.hostname) {
    // Somebody on the way could have written a page without TLS.
    if (own.protocol === "https:" && url.protocol === "http:") return origin;
    // A `Host` without a port says nothing here, because a proxy may have dropped the port of Latchkey.
    if (own.port && !url.port) return origin;
  }
  const here = forwardedHost(headers) ?? headers.host;
  return URL.parse(`${url.protocol}//${here}`)?.host === url.host ? null : origin;
}

const SHOWN_ORIGIN_LENGTH = 200;

/** Says why the form of a foreign page was refused, and what to do when the page is Latchkey's own. */
export function foreignOriginRefusal(origin: string): string {
  const shown = origin.slice(0, SHOWN_ORIGIN_LENGTH);
  const { PUBLIC_URL } = env();
  return `Latchkey takes no forms from ${shown}: open ${PUBLIC_URL}, or set PUBLIC_URL to the address that people use.`;
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
