/** All actions of the audit log. A name has two parts: the kind of thing, and what happened to it. */
export const AUDIT_ACTIONS = [
  "user.created",
  "user.updated",
  "user.password_changed",
  "user.provider_linked",
  "user.disabled",
  "user.enabled",
  "session.ended",
  "workspace.created",
  "workspace.renamed",
  "workspace.confirmation_changed",
  "workspace.deleted",
  "member.invited",
  "member.invitation_revoked",
  "member.joined",
  "member.role_changed",
  "member.removed",
  "member.left",
  "upstream.created",
  "upstream.updated",
  "upstream.refreshed",
  "upstream.enabled",
  "upstream.disabled",
  "upstream.removed",
  "upstream.tool_rule_changed",
  "upstream.rules_changed",
  "policy.changed",
  "webhook.created",
  "webhook.updated",
  "webhook.secret_rotated",
  "webhook.removed",
  "key.created",
  "key.imported",
  "key.updated",
  "key.rotated",
  "key.revoked",
  "key.leaked",
  "key.expiring",
  "key.detached",
  "app.connected",
  "app.changed",
  "app.disconnected",
  "audit.exported",
  "api_token.created",
  "api_token.revoked",
  "api_token.leaked",
  "request.refused",
] as const;

export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/**
 * The kinds of actors. `api_token` is a script with a person's API token, `system` is a job of Latchkey itself,
 * `operator` is a command on the server, and `stranger` is somebody without an account.
 */
export const ACTOR_KINDS = ["user", "key", "api_token", "system", "operator", "stranger"] as const;
export type ActorKind = (typeof ACTOR_KINDS)[number];

export type TargetType =
  | "user"
  | "workspace"
  | "member"
  | "invitation"
  | "upstream"
  | "key"
  | "policy"
  | "webhook"
  | "api_token"
  | "session";
