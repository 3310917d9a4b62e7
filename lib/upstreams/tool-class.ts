import type { ToolClass, ToolRuleAccess, ToolView } from "#lib/upstreams/dto";

/** What a server says of a tool's effects (MCP `ToolAnnotations`); any of it may be missing, or wrong. */
export type EffectHints = { readOnlyHint?: unknown; destructiveHint?: unknown };

/**
 * Reads a server's annotations. `destructiveHint` means something only while `readOnlyHint` is not true, and then
 * counts as true when it is missing (MCP 2026-07-28, ToolAnnotations).
 */
export function toolHint(annotations: EffectHints | null | undefined): ToolView["hint"] {
  if (annotations?.readOnlyHint === true) return "read_only";
  if (annotations?.destructiveHint === true) return "destructive";
  if (annotations?.destructiveHint === false) return "writing";
  return annotations?.readOnlyHint === false ? "destructive" : "none";
}

/**
 * How a tool counts at the gateway: an admin's rule, else the server's hint.
 * Whatever is not said to be read-only counts as writing, so that a read-only key never calls it.
 */
export function classifyTool(hint: ToolView["hint"], rule: ToolRuleAccess | null): ToolClass {
  if (rule) return rule;
  return hint === "read_only" ? "read_only" : "writing";
}
