import { isObject } from "#lib/mcp/protocol";

/** A call in the words of those who decide about it. */
export type CallInWords = {
  /** The tool as the client names it. */
  tool: string;
  /** The server's and the workspace's names. */
  server: string;
  workspace: string;
  arguments: unknown;
};

/** The form's one field. */
export const CONFIRM_FIELD = "confirm";

/** What the person is asked (`elicitation/create`, form mode). */
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

/** @param waitMinutes how long was waited */
export function unansweredText(call: CallInWords, waitMinutes: number): string {
  const { tool, server } = inPlain(call);
  return `“${tool}” of “${server}” was not called: the person was asked and did not answer within ${waitMinutes} minutes.`;
}

/** For a client without a way to ask: what an admin can do. */
export function cannotAskText(call: CallInWords): string {
  const { tool, server, workspace } = inPlain(call);
  const why = `“${tool}” of “${server}” was not called: it is marked as destructive, and this client cannot ask you to confirm it.`;
  const how = `An admin of the workspace “${workspace}” can allow it: set the tool to “Writing” on the server's page, or turn off “Ask before destructive tools” under Settings, Policy.`;
  return `${why} ${how}`;
}

const NAME_MAX = 100;
const ARGUMENTS_MAX = 12;
const VALUE_MAX = 200;

/** Each argument on a line of its own and cut by itself, so that a long one hides no other. */
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

/** Line ends, and characters that show nothing or turn the writing round: what is asked must be what is read. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;

function plain(text: string, maxLength: number): string {
  // Cut first: a megabyte need not be searched. Then again, since escapes are longer than what they stand for.
  const seen = text.slice(0, maxLength).replace(UNSEEN, (one) => `\\u{${one.codePointAt(0)?.toString(16)}}`);
  if (text.length <= maxLength && seen.length <= maxLength) return seen;
  return `${seen.slice(0, maxLength)}… (${text.length.toLocaleString("en")} characters in all)`;
}
