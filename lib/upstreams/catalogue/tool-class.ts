import { isObject, type JsonObject } from "#lib/mcp/protocol";
import type { ToolClass, ToolRuleAccess, ToolView } from "#lib/upstreams/dto";

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
 * The class of a tool at the gateway: the admin's rule, or else the server's hint.
 * A tool without the hint that it is read-only counts as writing, so a read-only key never calls it.
 */
export function classifyTool(hint: ToolView["hint"], rule: ToolRuleAccess | null): ToolClass {
  if (rule) return rule;
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
 * Whether a person is asked before a tool is called. Only this function decides it. When an admin has set a rule,
 * nobody is asked: the rule already allows or blocks the tool.
 * @param workspaceAsks the setting of the server's workspace
 */
export function asksFirst(hint: ToolView["hint"], rule: ToolRuleAccess | null, workspaceAsks: boolean): boolean {
  return workspaceAsks && rule === null && hint === "destructive";
}
