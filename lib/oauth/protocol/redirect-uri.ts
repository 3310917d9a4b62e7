import { isLoopbackHost } from "#lib/http/loopback-host";

/** The longest redirect address, in characters. */
const REDIRECT_URI_MAX = 1_024;

/** Schemes that browsers treat as content or as their own pages. An answer must never go to one of them. */
const FORBIDDEN_SCHEMES = new Set([
  "about:",
  "blob:",
  "chrome:",
  "data:",
  "file:",
  "filesystem:",
  "ftp:",
  "intent:",
  "javascript:",
  "mailto:",
  "resource:",
  "tel:",
  "vbscript:",
  "view-source:",
  "ws:",
  "wss:",
]);

const VISIBLE_ASCII = /^[\x21-\x7e]+$/;
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;

/**
 * Says why an answer may not go to this address; null when it may. Allowed are https, http on this machine, and schemes
 * of apps such as `cursor://` (RFC 8252, section 7).
 */
export function redirectUriProblem(text: string): string | null {
  if (text.length > REDIRECT_URI_MAX) return `has more than ${REDIRECT_URI_MAX} characters`;
  // What a URL parser drops or replaces, such as a line break, other programs may read differently.
  if (!VISIBLE_ASCII.test(text) || /[\\<>"^`{|}]/.test(text)) return "has characters that an address cannot have";
  const url = URL.parse(text);
  if (!url || !SCHEME.test(text)) return "is no absolute address";
  if (text.includes("#")) return "has a fragment";
  if (url.username !== "" || url.password !== "") return "holds a user name";
  if (FORBIDDEN_SCHEMES.has(url.protocol)) return `has the scheme ${url.protocol}, which no app receives`;
  if (url.protocol === "https:" || url.protocol === "http:") return webProblem(url, text);
  return url.href.length > url.protocol.length ? null : "has nothing after its scheme";
}

function webProblem(url: URL, text: string): string | null {
  // `https:example.com` and `https:///example.com` mean example.com to browsers alone.
  if (!/^https?:\/\/[^/?]/i.test(text)) return "has no host";
  if (url.protocol === "http:" && !isLoopbackHost(url.hostname))
    return "has http, which is allowed on this machine alone";
  return null;
}

/**
 * Whether an answer may go to `asked`, because the client registered it. The two must be equal, apart from the port of
 * http on this machine: an app cannot know in advance which port is free (RFC 8252, section 7.3).
 */
export function isRegistered(asked: string, registered: readonly string[]): boolean {
  if (redirectUriProblem(asked) !== null) return false;
  const portless = withoutLoopbackPort(asked);
  return registered.some((one) => one === asked || (portless !== null && portless === withoutLoopbackPort(one)));
}

/** Scheme and host, and the port after them. */
const AUTHORITY = /^(http:\/\/(?:\[[^\]]*\]|[^/?:]*))(?::\d*)?(?=[/?]|$)/i;

/** An address on this machine without its port; null for other addresses. Nothing else of it is changed. */
function withoutLoopbackPort(text: string): string | null {
  const url = URL.parse(text);
  if (url?.protocol !== "http:" || !isLoopbackHost(url.hostname)) return null;
  return text.replace(AUTHORITY, "$1");
}

/** Where an answer goes, for people: the host, `this device` for a program on it, or the scheme of an app. */
export function redirectTarget(uri: string): { kind: "host" | "device" | "app"; name: string } {
  const { protocol, host, hostname } = new URL(uri);
  if (protocol === "https:") return { kind: "host", name: host };
  if (protocol === "http:" && isLoopbackHost(hostname)) return { kind: "device", name: "this device" };
  return { kind: "app", name: protocol.slice(0, -1) };
}
