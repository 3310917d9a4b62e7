import { CONFIRM_FIELD, SHOW_FIELD } from "#lib/gateway/confirmation/confirmation-words";
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

/** What a person says to a question. With `more` they want to see more of the arguments before they decide. */
export type Decision = "agreed" | "declined" | "more";

/**
 * Reads the answer to a question (MCP `ElicitResult`). Only an accepted form with the field set means yes, so a client
 * that accepts every form without filling it in agrees to nothing. Whoever sets both fields has not read all yet, so
 * nothing is called then.
 * @returns null for a value that is no answer
 */
export function readDecision(result: unknown): Decision | null {
  if (!isObject(result) || typeof result.action !== "string") return null;
  const content = isObject(result.content) ? result.content : {};
  if (result.action !== "accept") return "declined";
  if (content[SHOW_FIELD]) return "more";
  return content[CONFIRM_FIELD] === true ? "agreed" : "declined";
}
