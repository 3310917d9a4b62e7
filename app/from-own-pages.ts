type Handler<Context> = (request: Request, context: Context) => Response | Promise<Response>;

/** The operations that a route calls. They ask for the rights. The list of all that can be asked of Latchkey names them. */
export type DeclaredRoute = { operations: readonly string[] };

type DeclaredHandler<Context> = Handler<Context> & { declared: DeclaredRoute };

/** What the browser says about the page that began a request (W3C, Fetch Metadata). */
const FOREIGN = new Set(["cross-site", "same-site"]);

/**
 * Makes the handler of a route that only Latchkey's own pages, bookmarks and typed addresses may open. A link or a
 * picture on a foreign page would otherwise make the browser of a signed-in person write to the audit log, or make
 * Latchkey work.
 *
 * A request without the header is allowed: browsers leave it out for installations without HTTPS, and before 2023.
 */
export function fromOwnPages<Context>(declared: DeclaredRoute, handler: Handler<Context>): DeclaredHandler<Context> {
  const handle: Handler<Context> = (request, context) => {
    const site = request.headers.get("sec-fetch-site");
    if (site === null || !FOREIGN.has(site)) return handler(request, context);
    const text = "Another site began this request. Open the page in Latchkey and use its button.\n";
    return new Response(text, { status: 403, headers: { "content-type": "text/plain; charset=utf-8" } });
  };
  return Object.assign(handle, { declared });
}
