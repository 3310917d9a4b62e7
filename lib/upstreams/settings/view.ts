import { db, type Prisma } from "#lib/db/client";
import { isObject, type JsonObject } from "#lib/mcp/protocol";
import { asksFirst, classByHint, classifyTool, runsOnlyAsTask, toolHint } from "#lib/upstreams/catalogue/tool-class";
import type {
  CatalogueNotes,
  FailureCode,
  PromptView,
  ResourceView,
  ServerRules,
  ToolRuleAccess,
  ToolView,
  UpstreamDetail,
  UpstreamFailure,
  UpstreamStatus,
  UpstreamView,
} from "#lib/upstreams/dto";
import { areHeadersLost } from "#lib/upstreams/headers";

/** The columns that every view of a server needs. Of the encrypted headers a view only says whether they can be opened. */
export const UPSTREAM_COLUMNS = {
  id: true,
  name: true,
  slug: true,
  url: true,
  headerNames: true,
  encryptedHeaders: true,
  unprefixed: true,
  callTimeoutSeconds: true,
  environment: true,
  toolsWithoutHints: true,
  confirmDestructive: true,
  disabledAt: true,
  catalogueAt: true,
  failureCode: true,
  failureMessage: true,
  failureSaid: true,
  failedAt: true,
  callFailureCode: true,
  callFailureMessage: true,
  callFailedAt: true,
  failedCalls: true,
  checkAt: true,
} as const satisfies Prisma.UpstreamSelect;

export const DETAIL_COLUMNS = {
  ...UPSTREAM_COLUMNS,
  catalogueNotes: true,
  catalogue: {
    omit: { upstreamId: true, capabilities: true, instructions: true },
  },
  toolRules: { select: { toolName: true, access: true } },
  workspace: { select: { confirmDestructive: true } },
} as const satisfies Prisma.UpstreamSelect;

type UpstreamRow = Prisma.UpstreamGetPayload<{ select: typeof UPSTREAM_COLUMNS }>;
type DetailRow = Prisma.UpstreamGetPayload<{ select: typeof DETAIL_COLUMNS }>;

export type Counts = { toolCount: number; resourceCount: number; promptCount: number };

/**
 * Makes the view of a server for a list.
 * @param isForAdmin whether it shows what only admins see: the query of the URL, which can hold a secret, and what the
 *   server said of a failure
 */
export function upstreamView(row: UpstreamRow, counts: Counts, isForAdmin: boolean): UpstreamView {
  return {
    id: row.id,
    name: row.name,
    slug: row.slug,
    url: isForAdmin ? row.url : withoutQuery(row.url),
    headerNames: row.headerNames,
    hasLostHeaders: areHeadersLost(row.encryptedHeaders, row.id),
    unprefixed: row.unprefixed,
    callTimeoutSeconds: row.callTimeoutSeconds,
    environment: row.environment,
    toolsWithoutHints: row.toolsWithoutHints,
    confirmDestructive: row.confirmDestructive,
    status: statusOf(row),
    failure: failureOf(row.failureCode, row.failureMessage, row.failedAt, isForAdmin ? row.failureSaid : null),
    callFailure: failureOf(row.callFailureCode, row.callFailureMessage, row.callFailedAt),
    failedCalls: row.failedCalls,
    checkAt: row.disabledAt ? null : row.checkAt,
    catalogueAt: row.catalogueAt,
    ...counts,
  };
}

const NO_NOTES: CatalogueNotes = { leftOut: [], leftOutCount: 0, unread: [] };

function notesOf(row: DetailRow, isForAdmin: boolean): CatalogueNotes {
  const notes = (row.catalogueNotes as CatalogueNotes | null) ?? NO_NOTES;
  return isForAdmin ? notes : { ...notes, unread: notes.unread.map((one) => ({ ...one, said: null })) };
}

/** Makes the view of a server with its catalogue. */
export function upstreamDetail(row: DetailRow, isForAdmin: boolean): UpstreamDetail {
  const { catalogue } = row;
  const rules = new Map(row.toolRules.map((rule): [string, ToolRuleAccess] => [rule.toolName, rule.access]));
  const workspaceAsks = row.workspace.confirmDestructive;
  const tools = unique(catalogue?.tools, "name").map((tool) => toolView(tool, rules, row, workspaceAsks));
  const resources = unique(catalogue?.resources, "uri").map((entry) => resourceView(entry, "uri"));
  const templates = unique(catalogue?.resourceTemplates, "uriTemplate").map((entry) =>
    resourceView(entry, "uriTemplate"),
  );
  const prompts = unique(catalogue?.prompts, "name").map(promptView);
  const counts = {
    toolCount: tools.length,
    resourceCount: resources.length + templates.length,
    promptCount: prompts.length,
  };
  return {
    ...upstreamView(row, counts, isForAdmin),
    serverName: catalogue?.serverName || null,
    serverVersion: catalogue?.serverVersion || null,
    protocolVersion: catalogue?.protocolVersion || null,
    workspaceAsks,
    tools,
    resources: [...resources, ...templates],
    prompts,
    notes: notesOf(row, isForAdmin),
  };
}

/** Removes the query of a URL, for people and records that must not see it. */
export function withoutQuery(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

function failureOf(
  code: string | null,
  message: string | null,
  at: Date | null,
  said: string | null = null,
): UpstreamFailure | null {
  return code && at ? { code: code as FailureCode, message: message ?? "", at, said } : null;
}

function statusOf({ disabledAt, failureCode, catalogueAt, callFailedAt }: UpstreamRow): UpstreamStatus {
  if (disabledAt) return "disabled";
  if (!catalogueAt) return "failed";
  if (failureCode) return "stale";
  return callFailedAt && callFailedAt > catalogueAt ? "call_failed" : "connected";
}

/** The same rule as `statusOf`, as a condition of a query. A test checks that both agree. */
export function withStatus(status: UpstreamStatus): Prisma.UpstreamWhereInput {
  const { catalogueAt } = db().upstream.fields;
  const connected = { disabledAt: null, failureCode: null, catalogueAt: { not: null } };
  const conditions: Record<UpstreamStatus, Prisma.UpstreamWhereInput> = {
    connected: { ...connected, OR: [{ callFailedAt: null }, { callFailedAt: { lte: catalogueAt } }] },
    call_failed: { ...connected, callFailedAt: { gt: catalogueAt } },
    stale: { disabledAt: null, failureCode: { not: null }, catalogueAt: { not: null } },
    failed: { disabledAt: null, catalogueAt: null },
    disabled: { disabledAt: { not: null } },
  };
  return conditions[status];
}

function toolView(
  tool: JsonObject,
  rules: ReadonlyMap<string, ToolRuleAccess>,
  serverRules: ServerRules,
  workspaceAsks: boolean,
): ToolView {
  const name = String(tool.name);
  const annotations = isObject(tool.annotations) ? tool.annotations : null;
  const hint = toolHint(annotations);
  const rule = rules.get(name) ?? null;
  const title = textOf(tool.title) ?? textOf(annotations?.title);
  return {
    name,
    title,
    description: textOf(tool.description),
    hint,
    rule,
    class: classifyTool(hint, rule, serverRules),
    unruledClass: classByHint(hint, serverRules.toolsWithoutHints),
    asksFirst: asksFirst(hint, rule, serverRules, workspaceAsks),
    isTaskOnly: runsOnlyAsTask(tool),
  };
}

function resourceView(entry: JsonObject, identifiedBy: "uri" | "uriTemplate"): ResourceView {
  return {
    uri: String(entry[identifiedBy]),
    name: textOf(entry.name) ?? String(entry[identifiedBy]),
    title: textOf(entry.title),
    description: textOf(entry.description),
    isTemplate: identifiedBy === "uriTemplate",
  };
}

function promptView(prompt: JsonObject): PromptView {
  return { name: String(prompt.name), title: textOf(prompt.title), description: textOf(prompt.description) };
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value.trim() ? value : null;
}

/**
 * The entries of a stored list, each once; the first of two equal ones counts.
 * @param identifiedBy the field that identifies an entry
 */
function unique(stored: unknown, identifiedBy: string): JsonObject[] {
  const entries = new Map<unknown, JsonObject>();
  for (const entry of Array.isArray(stored) ? stored : []) {
    if (isObject(entry) && !entries.has(entry[identifiedBy])) entries.set(entry[identifiedBy], entry);
  }
  return [...entries.values()];
}
