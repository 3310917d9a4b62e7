import type { UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";

/** A connected server with the slug of its workspace. */
export type ReachableUpstream = {
  workspace: string;
  /** Whether the person is asked there before destructive tools are called. */
  confirmDestructive: boolean;
  upstream: UpstreamSnapshot;
};
