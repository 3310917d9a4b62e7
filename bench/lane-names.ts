/** The contenders that get the same requests at every number of connections. */
export const PEER_NAMES = ["direct", "nginx", "mcp-proxy", "bare-sdk", "latchkey"] as const;
export type PeerName = (typeof PEER_NAMES)[number];

/** The names of everything that can be measured. */
export const LANE_NAMES = [...PEER_NAMES, "legacy", "many-keys", "lists"] as const;
export type LaneName = (typeof LANE_NAMES)[number];

export const PEER_TITLES: Record<PeerName, string> = {
  direct: "upstream, asked directly",
  nginx: "nginx, static keys",
  "mcp-proxy": "mcp-proxy, one key",
  "bare-sdk": "bare SDK server",
  latchkey: "Latchkey",
};
