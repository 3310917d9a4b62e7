import type { AuditChange, AuditFact } from "#lib/audit-log/dto";
import { exactTime } from "#lib/format/dates";
import { isObject } from "#lib/mcp/protocol";

/**
 * Labels of fields whose name in the code is not clear to people. Other names are split into words at their capitals.
 */
const LABELS = new Map(
  Object.entries({
    url: "Address",
    slug: "Name in addresses",
    headerNames: "Headers",
    replacedHeaders: "Headers with a new value",
    replacedQuery: "New query of the address",
    unprefixed: "Tool names without prefix",
    callTimeoutSeconds: "Time limit of a call, in seconds",
    confirmDestructive: "Ask before destructive tools",
    toolsWithoutHints: "Treat tools without hints as",
    expiresInDays: "Days until it expires",
    expiresAt: "Expires",
    allServers: "All MCP servers",
    nameInClients: "Name in clients",
    serverIds: "MCP servers",
    workspaceIds: "Workspaces",
    toolName: "Tool",
    toolCount: "Tools",
    maxLifetimeDays: "Longest lifetime, in days",
    expiryRequired: "Expiry required",
    fullAccess: "Full access for",
    keyMakers: "Keys may be made by",
    appMakers: "Apps may be connected by",
    appClients: "Clients of apps",
    listedClients: "Listed clients",
    maxAppLifetimeDays: "Longest lifetime of apps, in days",
    replacedById: "Replaced by",
    rotatedFromId: "Replaces",
    firstAt: "First time",
    lastAt: "Last time",
    about: "Last requested",
  }),
);

/** Labels of values that are stored as one word. */
const VALUES = new Map(
  Object.entries({
    read_only: "Read-only",
    writing: "Writing",
    blocked: "Blocked",
    owner: "Owner",
    admin: "Admin",
    member: "Member",
    everyone: "Everyone",
    admins: "Admins",
    as_workspace: "As the workspace",
    always: "Always",
    never: "Never",
  }),
);

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** Returns the label of a field: its own label, or its name as words, such as "Last used address". */
export function fieldLabel(field: string): string {
  const words = field.replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  return LABELS.get(field) ?? `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/**
 * Turns a stored value into text for people.
 * @param nameOf returns the name of an id; undefined when it is not known
 * @returns null when there is no value
 */
export function valueText(value: unknown, nameOf: NameOf = () => undefined): string | null {
  if (value === null || value === undefined || value === "") return null;
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") {
    if (INSTANT.test(value)) return exactTime(new Date(value), "UTC");
    return VALUES.get(value) ?? nameOf(value) ?? value;
  }
  if (Array.isArray(value)) {
    const texts = value.map((item) => valueText(item, nameOf)).filter((text) => text !== null);
    return texts.length > 0 ? texts.join(", ") : null;
  }
  return JSON.stringify(value);
}

export type NameOf = (id: string) => string | undefined;

/**
 * Lists the fields in which `before` and `after` differ, in their order. If one state is absent, it lists all fields.
 */
export function changesBetween(before: unknown, after: unknown, nameOf?: NameOf): AuditChange[] {
  const [old, current] = [isObject(before) ? before : {}, isObject(after) ? after : {}];
  const changes: AuditChange[] = [];
  for (const field of new Set([...Object.keys(old), ...Object.keys(current)])) {
    const change = { before: valueText(old[field], nameOf), after: valueText(current[field], nameOf) };
    if (change.before !== change.after) changes.push({ field: fieldLabel(field), ...change });
  }
  return changes;
}

/** Turns the details of an event into facts. Values that are absent or false are left out. */
export function factsOf(details: unknown, nameOf?: NameOf): AuditFact[] {
  const facts: AuditFact[] = [];
  for (const [field, value] of Object.entries(isObject(details) ? details : {})) {
    const text = valueText(value, nameOf);
    if (text !== null && value !== false) facts.push({ label: fieldLabel(field), value: text });
  }
  return facts;
}
