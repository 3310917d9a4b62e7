import { hash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { Hono } from "hono";
import { referencePage } from "#gateway/reference/page";
import { referenceStyles } from "#gateway/reference/styles";
import { contentSecurityPolicy, newNonce, securityHeaders } from "#lib/http/page-security";

/** Scalar's script for browsers, written by `scripts/setup.mjs`. */
const SCRIPT = new URL("./generated/scalar.js.gz", import.meta.url);
const FOR_GOOD = "public, max-age=31536000, immutable";
const VERSION_LENGTH = 16;

/** `/docs/api`: the reference of the API for people, and the program that draws it from the document. */
export function referenceRoutes(): Hono {
  const routes = new Hono();
  const compressed = once(() => readFile(SCRIPT));
  const version = once(async () => hash("sha256", await compressed()).slice(0, VERSION_LENGTH));
  // Anybody may ask for it in this form: all of them are sent the same bytes.
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
    const cached = { ...headers, "Cache-Control": FOR_GOOD };
    if (!/\bgzip\b/.test(context.req.header("accept-encoding") ?? "")) {
      return context.body(await plain(), 200, cached);
    }
    return context.body(await compressed(), 200, { ...cached, "Content-Encoding": "gzip" });
  });
  return routes;
}

/** Makes something when it is first asked for. What fails is tried again the next time. */
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
