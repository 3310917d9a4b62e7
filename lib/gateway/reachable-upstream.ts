import type { UpstreamSnapshot } from "#lib/upstreams/snapshot";

/** A connected server with the slug of its workspace. */
export type ReachableUpstream = { workspace: string; upstream: UpstreamSnapshot };
