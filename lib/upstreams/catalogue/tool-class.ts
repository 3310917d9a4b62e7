import { isObject, type JsonObject } from "#lib/mcp/protocol";
import type { ServerRules, ToolClass, ToolRuleAccess, ToolView } from "#lib/upstreams/dto";

/** The hints of a server about a tool's effects (MCP `ToolAnnotations`). They may be missing, or wrong. */
export type EffectHints = { readOnlyHint?: unknown; destructiveHint?: unknown };

/**
 * Reads a server's annotations. In the specification a tool without `destructiveHint` is destructive (MCP 2026-07-28,
 * ToolAnnotations). But most servers leave the hint out, also for tools that only add, so here a tool is destructive
 * only when its server says so.
 */
export function toolHint(annotations: EffectHints | null | undefined): ToolView["hint"] {
  if (annotations?.readOnlyHint === true) return "read_only";
  if (annotations?.destructiveHint === true) return "destructive";
  return annotations?.destructiveHint === false || annotations?.readOnlyHint === false ? "writing" : "none";
}

/**
 * The class of a tool at the gateway: the admin's rule for it, or else the server's hint. A tool without any hint has
 * the class that an admin chose for such tools of its server. It is writing by default, so a read-only key never calls
 * it.
 */
export function classifyTool(
  hint: ToolView["hint"],
  rule: ToolRuleAccess | null,
  { toolsWithoutHints }: ServerRules,
): ToolClass {
  return rule ?? classByHint(hint, toolsWithoutHints);
}

/** The class of a tool without a rule of its own. */
export function classByHint(
  hint: ToolView["hint"],
  toolsWithoutHints: ServerRules["toolsWithoutHints"],
): ToolView["unruledClass"] {
  if (hint === "none") return toolsWithoutHints;
  return hint === "read_only" ? "read_only" : "writing";
}

/**
 * Whether a tool can only run as a task (MCP 2025-11-25, `execution.taskSupport`). A task belongs to a session at the
 * server, which clients of the gateway do not have, so every call of it would fail. It is not offered.
 */
export function runsOnlyAsTask({ execution }: JsonObject): boolean {
  return isObject(execution) && execution.taskSupport === "required";
}

/**
 * Whether a person is asked before a tool is called. Only this function decides it. When an admin has set a rule for the
 * tool, nobody is asked: the rule already allows or blocks the tool.
 * @param workspaceAsks the setting of the server's workspace, which counts unless the server has one of its own
 */
export function asksFirst(
  hint: ToolView["hint"],
  rule: ToolRuleAccess | null,
  { confirmDestructive }: ServerRules,
  workspaceAsks: boolean,
): boolean {
  const asks = confirmDestructive === "as_workspace" ? workspaceAsks : confirmDestructive === "always";
  return asks && rule === null && hint === "destructive";
}
