import { argumentLines } from "#lib/gateway/confirmation/argument-lines";
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

/** The name of the only field of the form. */
export const CONFIRM_FIELD = "confirm";

/** The question for the person (`elicitation/create`, form mode). */
export function question(call: CallInWords): { message: string; requestedSchema: object } {
  const { tool, server, workspace } = inPlain(call);
  const message = [
    `Call “${tool}” of the MCP server “${server}” in the workspace “${workspace}”?`,
    "The server marks this tool as destructive: it may change or delete things for good.",
    ...(hasArguments(call) ? argumentLines(call.arguments) : ["It is called without arguments."]),
  ].join("\n");
  const field = { type: "boolean", title: `Yes, call ${tool}`, description: "Leave it unset to stop the call." };
  return {
    message,
    requestedSchema: { type: "object", properties: { [CONFIRM_FIELD]: field }, required: [CONFIRM_FIELD] },
  };
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
