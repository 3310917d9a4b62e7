import type { IncomingMessage } from "node:http";
import { isPlainBody, PACKED_BODY, PLAIN_BODIES_ONLY, type RequestProblem } from "#lib/http/request-problem";

/** The largest form, in bytes. Next.js refuses larger ones too, but with status 500. */
const FORM_MAX_BYTES = 1024 * 1024;
/** The identifier of a server action, as Next.js makes it. */
const ACTION_ID = /^[0-9a-f]{40,64}$/;
/** What browsers send: forms, and arguments without a form. */
const FORM_TYPES = new Set(["multipart/form-data", "application/x-www-form-urlencoded", "text/plain"]);
const BOUNDARY = /;\s*boundary=("[^"]{1,70}"|[^\s;"]{1,70})/i;
/** Routes that read their bodies themselves. */
const ROUTES = "/api/";

/** Whether a request sends a form to a page, which Next.js reads as a server action. */
export function isPageForm({ method, url = "/" }: IncomingMessage): boolean {
  return method !== "GET" && method !== "HEAD" && !url.startsWith(ROUTES);
}

/** Whether Next.js looks for a server action in the body of a form. It answers other forms like a GET of the page. */
export function mayNameAction({ headers }: IncomingMessage): boolean {
  return headers["next-action"] !== undefined || typeOf(headers) === "multipart/form-data";
}

function typeOf(headers: IncomingMessage["headers"]): string {
  return headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

/** Finds what is wrong with a form that no page of Latchkey sends. Next.js would answer it with status 500. */
export function pageFormProblem(request: IncomingMessage): RequestProblem | null {
  const { headers, method } = request;
  if (method !== "POST") return { status: 405, message: "Pages take GET and POST.", headers: { allow: "GET, POST" } };
  if (!isPlainBody(request)) return { status: 415, message: PACKED_BODY, headers: PLAIN_BODIES_ONLY };
  const action = headers["next-action"];
  if (action !== undefined && !ACTION_ID.test(String(action))) {
    return { status: 400, message: "There is no such action. Reload the page and try again." };
  }
  const given = headers["content-type"] ?? "";
  const type = typeOf(headers);
  if (!FORM_TYPES.has(type) || (type === "multipart/form-data" && !BOUNDARY.test(given))) {
    return { status: 415, message: "Pages take forms only. Reload the page and send its form." };
  }
  if (Number(headers["content-length"] ?? 0) > FORM_MAX_BYTES) {
    return { status: 413, message: `A form may have at most ${FORM_MAX_BYTES / 1024} KiB.` };
  }
  return null;
}
