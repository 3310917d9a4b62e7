/** What an admin may say of a tool; null leaves it to the server's own hint. */
export type ToolRuleAccess = "read_only" | "writing" | "blocked";

/** How a tool counts at the gateway, after rule and hint. */
export type ToolClass = ToolRuleAccess;

/**
 * - `connected`: the last attempt succeeded
 * - `stale`: the last attempt failed, an older catalogue is served
 * - `failed`: it never answered
 * - `disabled`: an admin switched it off
 */
export type UpstreamStatus = "connected" | "stale" | "failed" | "disabled";

/** Everything that can go wrong with a connected server, by name. */
export type FailureCode =
  | "UNRESOLVED"
  | "ADDRESS_PRIVATE"
  | "ADDRESS_RESERVED"
  | "REFUSED"
  | "TLS"
  | "TIMED_OUT"
  | "UNAUTHORIZED"
  | "FORBIDDEN"
  | "NOT_MCP"
  | "HTTP_ERROR"
  | "DISCONNECTED";

export type UpstreamFailure = { code: FailureCode; message: string; at: Date };

export type UpstreamView = {
  id: string;
  name: string;
  slug: string;
  url: string;
  headerNames: string[];
  unprefixed: boolean;
  /** How long one call may take; null for the default. */
  callTimeoutSeconds: number | null;
  /** The stage that it belongs to, such as production. */
  environment: string;
  status: UpstreamStatus;
  failure: UpstreamFailure | null;
  catalogueAt: Date | null;
  toolCount: number;
  resourceCount: number;
  promptCount: number;
};

export type ToolView = {
  name: string;
  title: string | null;
  description: string | null;
  /** What the server says. */
  hint: "read_only" | "writing" | "destructive" | "none";
  rule: ToolRuleAccess | null;
  class: ToolClass;
  /** Whether the person has to agree to each call. */
  asksFirst: boolean;
};

export type ResourceView = {
  uri: string;
  name: string;
  title: string | null;
  description: string | null;
  isTemplate: boolean;
};

export type PromptView = { name: string; title: string | null; description: string | null };

export type UpstreamDetail = UpstreamView & {
  serverName: string | null;
  serverVersion: string | null;
  protocolVersion: string | null;
  tools: ToolView[];
  resources: ResourceView[];
  prompts: PromptView[];
};
