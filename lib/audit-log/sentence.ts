import type { ActorKind, AuditAction } from "#lib/audit/actions";
import { keyRefusal, personRefusal } from "#lib/audit-log/refusal-words";
import { valueText } from "#lib/audit-log/words";
import { isObject } from "#lib/mcp/protocol";

/** The fields of an audit event that its sentence needs. */
export type SentenceInput = {
  action: string;
  actorKind: ActorKind;
  /** The name of the target. */
  name: string | null;
  workspaceName: string | null;
  count: number;
  details: unknown;
  before: unknown;
  after: unknown;
};

type Field = (of: "details" | "before" | "after", field: string) => string | null;
type Sentence = (event: SentenceInput, field: Field) => string;

/** One sentence for each action. The screen shows its subject, the actor, before it. */
const SENTENCES: Record<AuditAction, Sentence> = {
  "user.created": () => "Created an account",
  "user.updated": (_, field) => `Changed their name${fromTo(field, "name", quoted)}`,
  "user.password_changed": (event) => `Changed the password of ${named(event, "an account")}`,
  "user.provider_linked": (_, field) => `Connected ${field("details", "provider") ?? "a provider"} for signing in`,
  "user.disabled": (event) => `Disabled the account of ${named(event, "somebody")}`,
  "user.enabled": (event) => `Enabled the account of ${named(event, "somebody")}`,
  "session.ended": (event) => `Ended a session on ${named(event, "a device")}`,
  "workspace.created": (event) => `Created the workspace${after(event)}`,
  "workspace.renamed": (_, field) => `Renamed the workspace${fromTo(field, "name", quoted)}`,
  "workspace.confirmation_changed": (_, field) =>
    `Turned ${field("after", "confirmDestructive") === "Yes" ? "on" : "off"} the confirmation of destructive tools`,
  "workspace.deleted": (event) => `Deleted the workspace${after(event)}`,
  "member.invited": (event, field) => `Invited ${event.name ?? "somebody"} as ${field("after", "role") ?? "a member"}`,
  "member.invitation_revoked": (event) => `Revoked the invitation of ${event.name ?? "somebody"}`,
  "member.joined": (_, field) => `Joined the workspace as ${field("after", "role") ?? "a member"}`,
  "member.role_changed": (event, field) => `Changed the role of ${named(event, "a member")}${fromTo(field, "role")}`,
  "member.removed": (event) => `Removed ${named(event, "a member")} from the workspace`,
  "member.left": () => "Left the workspace",
  "upstream.created": (event) => `Connected the MCP server${after(event)}`,
  "upstream.updated": (event) => `Changed the MCP server${after(event)}`,
  "upstream.refreshed": (event, field) =>
    field("details", "failure")
      ? `Checked the MCP server${after(event)}, which failed`
      : `Checked the MCP server${after(event)}`,
  "upstream.enabled": (event) => `Enabled the MCP server${after(event)}`,
  "upstream.disabled": (event) => `Disabled the MCP server${after(event)}`,
  "upstream.removed": (event) => `Removed the MCP server${after(event)}`,
  "upstream.tool_rule_changed": (event, field) => {
    const tool = `the tool ${quoted(field("details", "toolName") ?? "")} of ${named(event, "an MCP server")}`;
    const access = field("after", "access");
    return access ? `Set ${tool} to ${access}` : `Removed the rule for ${tool}`;
  },
  "upstream.rules_changed": (event) => `Changed the rules for all tools of ${named(event, "an MCP server")}`,
  "policy.changed": () => "Changed the policy",
  "webhook.created": (event) => `Added the webhook${after(event)}`,
  "webhook.updated": (event, field) => `${webhookVerb(field)} the webhook${after(event)}`,
  "webhook.secret_rotated": (event) => `Rotated the secret of the webhook${after(event)}`,
  "webhook.removed": (event) => `Removed the webhook${after(event)}`,
  "key.created": (event, field) =>
    field("details", "rotatedFromId") ? `Created ${aKey(event)} by rotation` : `Created ${aKey(event)}`,
  "key.imported": (event) => `Imported the legacy token${after(event)}`,
  "key.updated": (event) => `Changed ${aKey(event)}`,
  "key.rotated": (event) => `Rotated ${aKey(event)}`,
  "key.revoked": (event) => `Revoked ${aKey(event)}`,
  "key.leaked": (event) => `Reported ${aKey(event)} as leaked`,
  "key.expiring": (event) => `Reminded that ${aKey(event)} expires soon`,
  "key.detached": (event) => `Revoked the access of ${aKey(event)} to ${aWorkspace(event)}`,
  "app.connected": (event) => `Connected ${anApp(event)}`,
  "app.changed": (event) => `Changed ${anApp(event)}`,
  "app.disconnected": (event) => `Disconnected ${anApp(event)}`,
  "audit.exported": (_, field) => `Exported the audit log as ${field("details", "format") ?? "a file"}`,
  "api_token.created": (event) => `Created the API token${after(event)}`,
  "api_token.revoked": (event) => `Revoked the API token${after(event)}`,
  "api_token.leaked": (event) => `Reported the API token${after(event)} as leaked`,
  "request.refused": (event, field) => {
    const reason = field("details", "reason") ?? "";
    if (event.actorKind === "key")
      return `Was refused ${requests(event.count)} with ${aKey(event)}: ${keyRefusal(reason)}`;
    const times = event.count === 1 ? "" : ` ${event.count} times`;
    return `Tried${times} to ${personRefusal(reason)}`;
  },
};

/**
 * Says what happened in a sentence. A newer version may have stored an action that this version does not know; its name
 * is returned as it is.
 */
export function sentenceOf(event: SentenceInput): string {
  const field: Field = (of, name) => {
    const values = event[of];
    return isObject(values) ? valueText(values[name]) : null;
  };
  return Object.hasOwn(SENTENCES, event.action) ? SENTENCES[event.action as AuditAction](event, field) : event.action;
}

function quoted(text: string): string {
  return `“${text}”`;
}

function named({ name }: SentenceInput, otherwise: string): string {
  return name === null ? otherwise : quoted(name);
}

function after({ name }: SentenceInput): string {
  return name === null ? "" : ` ${quoted(name)}`;
}

function aKey({ name }: SentenceInput): string {
  return name === null ? "a key without a name" : `the key ${quoted(name)}`;
}

function anApp({ name }: SentenceInput): string {
  return name === null ? "an app without a name" : `the app ${quoted(name)}`;
}

function aWorkspace({ workspaceName }: SentenceInput): string {
  return workspaceName === null ? "a workspace" : quoted(workspaceName);
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
