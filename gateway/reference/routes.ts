import { hash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { Hono } from "hono";
import { referencePage } from "#gateway/reference/page";
import { referenceStyles } from "#gateway/reference/styles";
import { contentSecurityPolicy, newNonce, securityHeaders } from "#lib/http/page-security";

/** Scalar's script for browsers. `scripts/setup.mjs` writes it. */
const SCRIPT = new URL("./generated/scalar.js.gz", import.meta.url);
const CACHE_FOR_A_YEAR = "public, max-age=31536000, immutable";
const VERSION_LENGTH = 16;

/** Makes the routes under `/docs/api`: the API reference for people, and the script that shows it. */
export function referenceRoutes(): Hono {
  const routes = new Hono();
  const compressed = once(() => readFile(SCRIPT));
  const version = once(async () => hash("sha256", await compressed()).slice(0, VERSION_LENGTH));
  // The unpacked bytes are kept, because anybody may request them.
  const plain = once(async () => new Uint8Array(await promisify(gunzip)(await compressed())));
  const styles = once(referenceStyles);
  routes.get("/", async (context) => {
    const nonce = newNonce();
    return context.html(referencePage({ nonce, version: await version(), styles: await styles() }), 200, {
      ...securityHeaders(),
      "Content-Security-Policy": contentSecurityPolicy(nonce, { hasInlineStyles: true }),
      "Cache-Control": "no-cache",
    });
  });
  routes.get("/scalar.js", async (context) => {
    const headers = { ...securityHeaders(), "Content-Type": "text/javascript; charset=utf-8", Vary: "Accept-Encoding" };
    const cached = { ...headers, "Cache-Control": CACHE_FOR_A_YEAR };
    if (!/\bgzip\b/.test(context.req.header("accept-encoding") ?? "")) {
      return context.body(await plain(), 200, cached);
    }
    return context.body(await compressed(), 200, { ...cached, "Content-Encoding": "gzip" });
  });
  return routes;
}

/** Calls `make` at the first use and keeps its result. After a failure it calls `make` again at the next use. */
function once<Made>(make: () => Promise<Made>): () => Promise<Made> {
  let made: Promise<Made> | undefined;
  return () => {
    made ??= make().catch((error) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
