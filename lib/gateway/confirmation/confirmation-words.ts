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
  const lines = argumentLines(call.arguments);
  const message = [
    `Call “${tool}” of the MCP server “${server}” in the workspace “${workspace}”?`,
    "The server marks this tool as destructive: it may change or delete things for good.",
    lines.length > 0 ? "Arguments:" : "It is called without arguments.",
    ...lines,
  ].join("\n");
  const field = { type: "boolean", title: `Yes, call ${tool}`, description: "Leave it unset to stop the call." };
  return {
    message,
    requestedSchema: { type: "object", properties: { [CONFIRM_FIELD]: field }, required: [CONFIRM_FIELD] },
  };
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
  const how = `An admin of the workspace “${workspace}” can allow it: set the tool to “Writing” on the server's page, or turn off “Ask before destructive tools” under Settings, Policy.`;
  return `${why} ${how}`;
}

const NAME_MAX = 100;
const ARGUMENTS_MAX = 12;
const VALUE_MAX = 200;

/** One line for each argument. Each line is cut by itself, so a long argument hides no other. */
function argumentLines(given: unknown): string[] {
  if (given === undefined || given === null) return [];
  if (!isObject(given)) return [`- ${valueInPlain(given)}`];
  const entries = Object.entries(given);
  const lines = entries
    .slice(0, ARGUMENTS_MAX)
    .map(([name, value]) => `- ${plain(name, NAME_MAX)}: ${valueInPlain(value)}`);
  const rest = entries.length - lines.length;
  return rest > 0 ? [...lines, `- and ${rest} more that are not shown`] : lines;
}

function valueInPlain(value: unknown): string {
  return plain(JSON.stringify(value), VALUE_MAX);
}

function inPlain({ tool, server, workspace }: CallInWords): Omit<CallInWords, "arguments"> {
  return { tool: plain(tool, NAME_MAX), server: plain(server, NAME_MAX), workspace: plain(workspace, NAME_MAX) };
}

/**
 * Line ends, invisible characters and characters that change the direction of text. The person must read what is asked.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;

function plain(text: string, maxLength: number): string {
  // Cut before the search, because a text may have megabytes. Cut again after it, because escapes are longer.
  const seen = text.slice(0, maxLength).replace(UNSEEN, (one) => `\\u{${one.codePointAt(0)?.toString(16)}}`);
  if (text.length <= maxLength && seen.length <= maxLength) return seen;
  return `${seen.slice(0, maxLength)}… (${text.length.toLocaleString("en")} characters in all)`;
}
