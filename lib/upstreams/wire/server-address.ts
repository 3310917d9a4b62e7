import type { UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";

/** What asking a server needs: its name for sentences, its address, and the headers of its admins in lower case. */
export type ServerAddress = Pick<UpstreamSnapshot, "name" | "url" | "origin" | "path" | "headers">;
