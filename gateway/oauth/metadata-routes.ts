import { type Context, Hono } from "hono";
import { openToAllOrigins } from "#gateway/oauth/cors";
import { offerNothingToKeyHolders } from "#gateway/oauth/key-holders";
import { RESOURCE_METADATA_PATH, resourceMetadata, serverMetadata } from "#lib/oauth/protocol/metadata";

const ROOT_RESOURCE_PATH = "/.well-known/oauth-protected-resource";
/** Clients that find an OpenID configuration expect an OpenID provider, so that path stays unknown. */
const SERVER_PATH = "/.well-known/oauth-authorization-server";

/** The metadata changes with a new version of Latchkey, or with its settings. */
const CACHED = { "cache-control": "public, max-age=300" };

/** Makes the documents by which clients find out that they can sign in, and where (RFC 9728, RFC 8414). */
export function metadataRoutes(): Hono {
  const routes = new Hono();
  routes.use("/.well-known/*", openToAllOrigins, offerNothingToKeyHolders);
  const resource = (context: Context) => context.json(resourceMetadata(), 200, CACHED);
  for (const path of [ROOT_RESOURCE_PATH, RESOURCE_METADATA_PATH, `${RESOURCE_METADATA_PATH}/`]) {
    routes.get(path, resource);
  }
  routes.get(SERVER_PATH, (context) => context.json(serverMetadata(), 200, CACHED));
  return routes;
}
