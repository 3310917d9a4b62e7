/** An admin's rule for a tool. Where it is null, the server's own hint counts. */
export type ToolRuleAccess = "read_only" | "writing" | "blocked";

/** The class of a tool at the gateway. It follows from rule, hint and the rules of its server. */
export type ToolClass = ToolRuleAccess;

/** The classes that an admin may choose for tools without hints. */
export const UNHINTED_CLASSES = ["writing", "read_only"] as const;
/** When a person is asked before a destructive tool: as the workspace says, or always or never on this server. */
export const CONFIRMATIONS = ["as_workspace", "never", "always"] as const;

/** What an admin decides for all tools of a server. A rule for a single tool goes before it. */
export type ServerRules = {
  toolsWithoutHints: (typeof UNHINTED_CLASSES)[number];
  confirmDestructive: (typeof CONFIRMATIONS)[number];
};

/**
 * - `connected`: the last attempt to connect succeeded, and no call has failed since
 * - `call_failed`: the last attempt to connect succeeded, and a later call failed because of the server
 * - `stale`: the last attempt failed, so an older catalogue is used
 * - `failed`: nothing that the server offers was ever stored
 * - `disabled`: an admin has disabled the server
 */
export type UpstreamStatus = "connected" | "call_failed" | "stale" | "failed" | "disabled";

/** The codes of all failures of a connected server. */
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
  | "RATE_LIMITED"
  | "RPC_ERROR"
  | "CATALOGUE_TOO_LARGE"
  | "DISCONNECTED";

export type UpstreamFailure = {
  code: FailureCode;
  message: string;
  at: Date;
  /** What the server itself said: one line of untrusted text. Null when it said nothing, and for people who are no admins. */
  said: string | null;
};

/** The lists of a catalogue, by the field that holds them. */
export const LIST_FIELDS = ["tools", "resources", "resourceTemplates", "prompts"] as const;
export type ListField = (typeof LIST_FIELDS)[number];

/** An entry of a server's list that cannot be used, so it is left out. All texts are short. */
export type LeftOutEntry = {
  list: ListField;
  /** The entry's own name; null when it has none. */
  name: string | null;
  /** The place of the entry in the list, from 1. */
  position: number;
  /** The field that is wrong, such as `inputSchema.type`; empty for the whole entry. */
  field: string;
  /** What is wrong with it, such as "is not text". */
  problem: string;
};

/** A list that the server announced and that could not be read. */
export type UnreadList = { list: ListField; message: string; said: string | null };

/** What was wrong with a catalogue that was read. */
export type CatalogueNotes = {
  /** The first ones of them. */
  leftOut: LeftOutEntry[];
  leftOutCount: number;
  unread: UnreadList[];
};

export type UpstreamView = ServerRules & {
  id: string;
  name: string;
  slug: string;
  url: string;
  headerNames: string[];
  /** Whether the stored header values cannot be decrypted, so that all calls fail. */
  hasLostHeaders: boolean;
  unprefixed: boolean;
  /** The longest time of one call; null for the default. */
  callTimeoutSeconds: number | null;
  /** The stage of the server, such as production. */
  environment: string;
  status: UpstreamStatus;
  /** The failure of the last attempt to connect; null after a success. */
  failure: UpstreamFailure | null;
  /** The last call that failed because of the server; null once a call was answered after it. */
  callFailure: UpstreamFailure | null;
  /** How many calls failed since one was answered or an outage ended, without those that ran out of time. */
  failedCalls: number;
  /** When Latchkey connects again by itself; null for not at all. */
  checkAt: Date | null;
  catalogueAt: Date | null;
  toolCount: number;
  resourceCount: number;
  promptCount: number;
};

export type ToolView = {
  name: string;
  title: string | null;
  description: string | null;
  /** The server's own hint. */
  hint: "read_only" | "writing" | "destructive" | "none";
  rule: ToolRuleAccess | null;
  class: ToolClass;
  /** The class that it has without a rule of its own. */
  unruledClass: Exclude<ToolClass, "blocked">;
  /** Whether a person must confirm each call. */
  asksFirst: boolean;
  /** Whether it can only run as a task, so clients are not offered it. */
  isTaskOnly: boolean;
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
  /** Whether the workspace asks before destructive tools. */
  workspaceAsks: boolean;
  tools: ToolView[];
  resources: ResourceView[];
  prompts: PromptView[];
  notes: CatalogueNotes;
};

/** How much room the catalogues of a workspace take, in bytes. */
export type CatalogueRoom = { usedBytes: number; budgetBytes: number };
