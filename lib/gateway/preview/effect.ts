import type { ToolEffect } from "#lib/gateway/preview/dto";
import { isObject, type JsonObject } from "#lib/mcp/protocol";
import type { CatalogueEntry, UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";
import { classifyTool, toolHint } from "#lib/upstreams/catalogue/tool-class";
import type { ToolClass } from "#lib/upstreams/dto";

/** The class of a tool, and what the tool may do. */
export function effectOf(upstream: UpstreamSnapshot, entry: CatalogueEntry): { class: ToolClass; effect: ToolEffect } {
  const rule = upstream.rules.get(entry.name) ?? null;
  const hint = toolHint(isObject(entry.annotations) ? entry.annotations : null);
  const counts = classifyTool(hint, rule, upstream.serverRules);
  if (counts === "read_only") return { class: counts, effect: "read_only" };
  return { class: counts, effect: hint === "destructive" && rule !== "writing" ? "destructive" : "writing" };
}

/** The title of a tool for people; null when its server gives none. */
export function titleOf(entry: JsonObject): string | null {
  const annotations = isObject(entry.annotations) ? entry.annotations : {};
  const title = [entry.title, annotations.title].find((text) => typeof text === "string" && text.trim() !== "");
  return typeof title === "string" ? title : null;
}
