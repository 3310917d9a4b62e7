import type { UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";

/** A connected server that a key reaches, with the slug of its workspace. */
export type ReachableUpstream = {
  workspace: string;
  /** Whether the workspace wants a person to be asked before a destructive tool is called. */
  confirmDestructive: boolean;
  upstream: UpstreamSnapshot;
};
