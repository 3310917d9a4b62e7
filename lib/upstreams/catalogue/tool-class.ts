import type { ToolClass, ToolRuleAccess, ToolView } from "#lib/upstreams/dto";

/** What a server says of a tool's effects (MCP `ToolAnnotations`); any of it may be missing, or wrong. */
export type EffectHints = { readOnlyHint?: unknown; destructiveHint?: unknown };

/**
 * Reads a server's annotations. By the letter a tool without `destructiveHint` counts as destructive (MCP 2026-07-28,
 * ToolAnnotations), but most servers leave it out, also for tools that only add: the word has to be said.
 */
export function toolHint(annotations: EffectHints | null | undefined): ToolView["hint"] {
  if (annotations?.readOnlyHint === true) return "read_only";
  if (annotations?.destructiveHint === true) return "destructive";
  return annotations?.destructiveHint === false || annotations?.readOnlyHint === false ? "writing" : "none";
}

/**
 * How a tool counts at the gateway: an admin's rule, else the server's hint.
 * Whatever is not said to be read-only counts as writing, so that a read-only key never calls it.
 */
export function classifyTool(hint: ToolView["hint"], rule: ToolRuleAccess | null): ToolClass {
  if (rule) return rule;
  return hint === "read_only" ? "read_only" : "writing";
}

/**
 * Whether the person is asked before a tool is called. Decided here alone. An admin's rule is an answer in itself:
 * it lets the tool be called, or blocks it.
 * @param workspaceAsks the setting of the server's workspace
 */
export function asksFirst(hint: ToolView["hint"], rule: ToolRuleAccess | null, workspaceAsks: boolean): boolean {
  return workspaceAsks && rule === null && hint === "destructive";
}
