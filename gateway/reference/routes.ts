import { hash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { Hono } from "hono";
import { referencePage } from "#gateway/reference/page";
import { contentSecurityPolicy, newNonce, securityHeaders } from "#lib/page-security";

/** Scalar's script for browsers, written by `scripts/setup.mjs`. */
const SCRIPT = new URL("./generated/scalar.js.gz", import.meta.url);
const FOR_GOOD = "public, max-age=31536000, immutable";
const VERSION_LENGTH = 16;

/** `/docs/api`: the reference of the API for people, and the program that draws it from the document. */
export function referenceRoutes(): Hono {
  const routes = new Hono();
  let script: Promise<Buffer<ArrayBuffer>> | undefined;
  const readScript = () => {
    script ??= readFile(SCRIPT);
    return script;
  };
  routes.get("/", async (context) => {
    const nonce = newNonce();
    const version = hash("sha256", await readScript()).slice(0, VERSION_LENGTH);
    return context.html(referencePage({ nonce, version }), 200, {
      ...securityHeaders(),
      "Content-Security-Policy": contentSecurityPolicy(nonce, { hasInlineStyles: true }),
      "Cache-Control": "no-cache",
    });
  });
  routes.get("/scalar.js", async (context) => {
    const compressed = await readScript();
    const headers = { ...securityHeaders(), "Content-Type": "text/javascript; charset=utf-8", Vary: "Accept-Encoding" };
    const cached = { ...headers, "Cache-Control": FOR_GOOD };
    if (!/\bgzip\b/.test(context.req.header("accept-encoding") ?? "")) {
      return context.body(new Uint8Array(await promisify(gunzip)(compressed)), 200, cached);
    }
    return context.body(compressed, 200, { ...cached, "Content-Encoding": "gzip" });
  });
  return routes;
}
