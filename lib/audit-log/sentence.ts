import type { ActorKind, AuditAction } from "#lib/audit/actions";
import { keyRefusal, personRefusal } from "#lib/audit-log/refusal-words";
import { valueText } from "#lib/audit-log/words";
import { isObject } from "#lib/mcp/protocol";

/** What of an event a sentence is made of. */
export type Told = {
  action: string;
  actorKind: ActorKind;
  /** What its target is called. */
  name: string | null;
  workspaceName: string | null;
  count: number;
  details: unknown;
  before: unknown;
  after: unknown;
};

type Field = (of: "details" | "before" | "after", field: string) => string | null;
type Sentence = (told: Told, field: Field) => string;

/** One plain sentence for each action; its subject, the actor, stands before it on screen. */
const SENTENCES: Record<AuditAction, Sentence> = {
  "user.created": () => "Made an account",
  "user.updated": (_, field) => `Changed their name${fromTo(field, "name", quoted)}`,
  "user.password_changed": (told) => `Changed the password of ${named(told, "an account")}`,
  "user.provider_linked": (_, field) => `Connected ${field("details", "provider") ?? "a provider"} for signing in`,
  "user.disabled": (told) => `Disabled the account of ${named(told, "somebody")}`,
  "user.enabled": (told) => `Enabled the account of ${named(told, "somebody")}`,
  "workspace.created": (told) => `Created the workspace${after(told)}`,
  "workspace.renamed": (_, field) => `Renamed the workspace${fromTo(field, "name", quoted)}`,
  "workspace.confirmation_changed": (_, field) =>
    `Turned ${field("after", "confirmDestructive") === "Yes" ? "on" : "off"} the question before destructive tools`,
  "workspace.deleted": (told) => `Deleted the workspace${after(told)}`,
  "member.invited": (told, field) => `Invited ${told.name ?? "somebody"} as ${field("after", "role") ?? "a member"}`,
  "member.invitation_revoked": (told) => `Revoked the invitation of ${told.name ?? "somebody"}`,
  "member.joined": (_, field) => `Joined the workspace as ${field("after", "role") ?? "a member"}`,
  "member.role_changed": (told, field) => `Changed the role of ${named(told, "a member")}${fromTo(field, "role")}`,
  "member.removed": (told) => `Removed ${named(told, "a member")} from the workspace`,
  "member.left": () => "Left the workspace",
  "upstream.created": (told) => `Connected the MCP server${after(told)}`,
  "upstream.updated": (told) => `Changed the MCP server${after(told)}`,
  "upstream.refreshed": (told, field) =>
    field("details", "failure")
      ? `Checked the MCP server${after(told)}, which failed`
      : `Checked the MCP server${after(told)}`,
  "upstream.enabled": (told) => `Enabled the MCP server${after(told)}`,
  "upstream.disabled": (told) => `Disabled the MCP server${after(told)}`,
  "upstream.removed": (told) => `Removed the MCP server${after(told)}`,
  "upstream.tool_rule_changed": (told, field) => {
    const tool = `the tool ${quoted(field("details", "toolName") ?? "")} of ${named(told, "an MCP server")}`;
    const access = field("after", "access");
    return access ? `Set ${tool} to ${access}` : `Left ${tool} to what its server says`;
  },
  "policy.changed": () => "Changed the policy",
  "webhook.created": (told) => `Added the webhook${after(told)}`,
  "webhook.updated": (told, field) => `${webhookVerb(field)} the webhook${after(told)}`,
  "webhook.secret_rotated": (told) => `Gave the webhook${after(told)} a new secret`,
  "webhook.removed": (told) => `Removed the webhook${after(told)}`,
  "key.created": (told, field) =>
    field("details", "rotatedFromId") ? `Made ${aKey(told)} by rotation` : `Created ${aKey(told)}`,
  "key.imported": (told) => `Brought in the legacy token${after(told)}`,
  "key.updated": (told) => `Changed ${aKey(told)}`,
  "key.rotated": (told) => `Rotated ${aKey(told)}`,
  "key.revoked": (told) => `Revoked ${aKey(told)}`,
  "key.leaked": (told) => `Reported ${aKey(told)} as leaked`,
  "key.expiring": (told) => `Told that ${aKey(told)} expires soon`,
  "key.detached": (told) =>
    `Took ${told.workspaceName === null ? "a workspace" : quoted(told.workspaceName)} from ${aKey(told)}`,
  "audit.exported": (_, field) => `Exported the audit log as ${field("details", "format") ?? "a file"}`,
  "api_token.created": (told) => `Created the API token${after(told)}`,
  "api_token.revoked": (told) => `Revoked the API token${after(told)}`,
  "api_token.leaked": (told) => `Reported the API token${after(told)} as leaked`,
  "request.refused": (told, field) => {
    const reason = field("details", "reason") ?? "";
    if (told.actorKind === "key")
      return `Was refused ${requests(told.count)} with ${aKey(told)}: ${keyRefusal(reason)}`;
    const times = told.count === 1 ? "" : ` ${told.count} times`;
    return `Tried${times} to ${personRefusal(reason)}`;
  },
};

/** What happened, in a sentence. An action that this version does not know, of a newer one, stands as it is stored. */
export function sentenceOf(told: Told): string {
  const field: Field = (of, name) => {
    const values = told[of];
    return isObject(values) ? valueText(values[name]) : null;
  };
  return Object.hasOwn(SENTENCES, told.action) ? SENTENCES[told.action as AuditAction](told, field) : told.action;
}

function quoted(text: string): string {
  return `“${text}”`;
}

function named({ name }: Told, otherwise: string): string {
  return name === null ? otherwise : quoted(name);
}

function after({ name }: Told): string {
  return name === null ? "" : ` ${quoted(name)}`;
}

function aKey({ name }: Told): string {
  return name === null ? "a key without a name" : `the key ${quoted(name)}`;
}

function webhookVerb(field: Field): string {
  const disabled = field("after", "disabled");
  if (disabled === null) return "Changed";
  return disabled === "Yes" ? "Disabled" : "Enabled";
}

function fromTo(field: Field, name: string, write = (text: string) => text): string {
  const [before, current] = [field("before", name), field("after", name)];
  return before === null || current === null ? "" : ` from ${write(before)} to ${write(current)}`;
}

function requests(count: number): string {
  return count === 1 ? "a request" : `${count} requests`;
}
