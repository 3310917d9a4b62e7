import { CONFIRM_FIELD } from "#lib/gateway/confirmation/confirmation-words";
import { isObject } from "#lib/mcp/protocol";

/**
 * Whether a client can show its person a form, by the capabilities it declares. The early revisions know no modes:
 * `elicitation: {}` means forms.
 */
export function canShowForms(capabilities: unknown): boolean {
  const elicitation = isObject(capabilities) ? capabilities.elicitation : undefined;
  if (!isObject(elicitation)) return false;
  return elicitation.form !== undefined || elicitation.url === undefined;
}

/**
 * What the answer to a question says (MCP `ElicitResult`): null when it is none. Only an accepted form with the field
 * set means yes, so a client that accepts whatever it is asked agrees to nothing.
 */
export function readDecision(result: unknown): "agreed" | "declined" | null {
  if (!isObject(result) || typeof result.action !== "string") return null;
  const content = isObject(result.content) ? result.content : {};
  return result.action === "accept" && content[CONFIRM_FIELD] === true ? "agreed" : "declined";
}
