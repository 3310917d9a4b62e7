import { failureSentence } from "#components/upstreams/failure-advice";
import { wholeNumber } from "#lib/format/numbers";
import type { LeftOutEntry, ListField, UnreadList } from "#lib/upstreams/dto";

const NOUNS: Record<ListField, string> = {
  tools: "tool",
  resources: "resource",
  resourceTemplates: "resource template",
  prompts: "prompt",
};

/** Why a list was not read: "It answered with an error (HTTP 500)." With its name where several were not read. */
export function unreadLine({ list, message }: Pick<UnreadList, "list" | "message">, isOneOfSeveral: boolean): string {
  const sentence = failureSentence({ message });
  return isOneOfSeveral ? `${capitalized(NOUNS[list])}s: ${sentence.replace(/^It /, "it ")}` : sentence;
}

/** "Its resources, resource templates and prompts could not be read". */
export function unreadTitle(lists: readonly Pick<UnreadList, "list">[]): string {
  const names = new Intl.ListFormat("en-GB").format(lists.map(({ list }) => `${NOUNS[list]}s`));
  return `Its ${names} could not be read`;
}

/** "3 entries of its lists cannot be used, so keys do not see them". */
export function leftOutTitle(count: number): string {
  if (count === 1) return "1 entry of its lists cannot be used, so keys do not see it";
  return `${wholeNumber(count)} entries of its lists cannot be used, so keys do not see them`;
}

/** The parts of a line about one entry: "Tool", `add_note`, `inputSchema.type`, "is not “object”". */
export function leftOutWords({ list, name, position, field, problem }: LeftOutEntry) {
  const noun = capitalized(NOUNS[list]);
  return { what: name === null ? `${noun} no. ${position}` : noun, name, field, problem: wholeProblem(field, problem) };
}

function wholeProblem(field: string, problem: string): string {
  return field === "" ? `it ${problem}` : problem;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
