import { argumentPart, type Place, SHOW_ALL, SHOW_NEXT } from "#lib/gateway/confirmation/argument-parts";
import { shownName } from "#lib/gateway/confirmation/shown-text";
import { isObject } from "#lib/mcp/protocol";

/** A call in words for the person who decides about it. */
export type CallInWords = {
  /** The name of the tool that the client uses. */
  tool: string;
  /** The display names of the server and its workspace. */
  server: string;
  workspace: string;
  arguments: unknown;
};

/** The names of the fields of the form. The second one is there while arguments remain that were not shown. */
export const CONFIRM_FIELD = "confirm";
export const SHOW_FIELD = "show_more";

/** A question for the person (`elicitation/create`, form mode), and where the next part of the arguments begins. */
export type Question = { params: { message: string; requestedSchema: object }; next: Place | null };

/**
 * Writes the question for the person.
 * @param place the part of the arguments that it shows; null for the overview of them
 */
export function question(call: CallInWords, place: Place | null = null): Question {
  const { tool, server, workspace } = inPlain(call);
  const { lines, next } = hasArguments(call)
    ? argumentPart(call.arguments, place)
    : { lines: ["It is called without arguments."], next: null };
  const message = [
    `Call “${tool}” of the MCP server “${server}” in the workspace “${workspace}”?`,
    "The server marks this tool as destructive: it may change or delete things for good.",
    ...lines,
  ].join("\n");
  const confirm = { type: "boolean", title: `Yes, call ${tool}`, description: "Leave it unset to stop the call." };
  if (!next) {
    const requestedSchema = { type: "object", properties: { [CONFIRM_FIELD]: confirm }, required: [CONFIRM_FIELD] };
    return { params: { message, requestedSchema }, next };
  }
  const title = next.part === 2 ? SHOW_ALL : SHOW_NEXT;
  const more = { type: "boolean", title, description: "It calls nothing and asks again with more of the arguments." };
  // Neither field is required: whoever reads on has not decided yet.
  const properties = { [CONFIRM_FIELD]: confirm, [SHOW_FIELD]: more };
  return { params: { message, requestedSchema: { type: "object", properties } }, next };
}

function hasArguments({ arguments: given }: CallInWords): boolean {
  return isObject(given) ? Object.keys(given).length > 0 : given !== undefined && given !== null;
}

export function declinedText(call: CallInWords): string {
  const { tool, server } = inPlain(call);
  return `“${tool}” of “${server}” was not called: the person was asked and did not agree.`;
}

/** @param waitMinutes how long the person had to answer */
export function unansweredText(call: CallInWords, waitMinutes: number): string {
  const { tool, server } = inPlain(call);
  return `“${tool}” of “${server}” was not called: the person was asked and did not answer within ${waitMinutes} minutes.`;
}

/** Says to a client that cannot ask what an admin can do. */
export function cannotAskText(call: CallInWords): string {
  const { tool, server, workspace } = inPlain(call);
  const why = `“${tool}” of “${server}” was not called: it is marked as destructive, and this client cannot ask you to confirm it.`;
  const how = `An admin of the workspace “${workspace}” can allow it: on the server's page, set the tool to “Writing” or “Ask before destructive tools” to “Never”. For all servers, turn off “Ask before destructive tools” under Settings, Policy.`;
  return `${why} ${how}`;
}

const NAME_MAX = 100;

function inPlain({ tool, server, workspace }: CallInWords): Omit<CallInWords, "arguments"> {
  const shown = (name: string) => shownName(name, NAME_MAX);
  return { tool: shown(tool), server: shown(server), workspace: shown(workspace) };
}
