import { CONFIRM_FIELD } from "#lib/gateway/confirmation/confirmation-words";
import { isObject } from "#lib/mcp/protocol";

/**
 * Whether a client can show its person a form, by its declared capabilities. The early revisions have no modes, so
 * `elicitation: {}` means forms.
 */
export function canShowForms(capabilities: unknown): boolean {
  const elicitation = isObject(capabilities) ? capabilities.elicitation : undefined;
  if (!isObject(elicitation)) return false;
  return elicitation.form !== undefined || elicitation.url === undefined;
}

/**
 * Reads the answer to a question (MCP `ElicitResult`). Only an accepted form with the field set means yes, so a client
 * that accepts every form without filling it in agrees to nothing.
 * @returns null for a value that is no answer
 */
export function readDecision(result: unknown): "agreed" | "declined" | null {
  if (!isObject(result) || typeof result.action !== "string") return null;
  const content = isObject(result.content) ? result.content : {};
  return result.action === "accept" && content[CONFIRM_FIELD] === true ? "agreed" : "declined";
}
