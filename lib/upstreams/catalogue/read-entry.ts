import { isObject, type JsonObject } from "#lib/mcp/protocol";
import {
  cleanIcons,
  cleanMeta,
  cleanResourceAnnotations,
  isEmptyList,
  optionalBoolean,
  optionalText,
  replace,
  requiredText,
  WrongFieldError,
} from "#lib/upstreams/catalogue/read-fields";
import { readInputSchema, readOutputSchema } from "#lib/upstreams/catalogue/read-schema";
import type { ListField } from "#lib/upstreams/dto";

/** An entry as clients may get it, or what makes it unusable. `field` is empty when the whole entry is wrong. */
export type ReadEntry = { entry: JsonObject & { name: string } } | { field: string; problem: string };

/** The field that identifies an entry in its list. */
export const IDENTIFIED_BY = {
  tools: "name",
  resources: "uri",
  resourceTemplates: "uriTemplate",
  prompts: "name",
} as const satisfies Record<ListField, string>;

/**
 * Reads an entry of a server's list so that strict clients accept it. Null counts as absent. What can be repaired without
 * changing what the entry means is repaired, and what only decorates it is dropped when it is wrong. Fields that MCP does
 * not define stay as they are. It does not look into JSON schemas beyond their first level, so the time does not depend
 * on the size of the entry.
 */
export function readEntry(list: ListField, value: unknown): ReadEntry {
  if (!isObject(value)) return { field: "", problem: "is no object" };
  const entry = { ...value };
  try {
    READERS[list](entry);
    optionalText(entry, "title");
    optionalText(entry, "description");
    cleanIcons(entry);
    cleanMeta(entry);
    return { entry: entry as JsonObject & { name: string } };
  } catch (error) {
    if (error instanceof WrongFieldError) return { field: error.field, problem: error.problem };
    throw error;
  }
}

/** Each reader changes the copy that it gets. */
const READERS: Record<ListField, (entry: JsonObject) => void> = {
  tools: (tool) => {
    requiredText(tool, "name");
    tool.inputSchema = readInputSchema(tool.inputSchema);
    replace(tool, "outputSchema", readOutputSchema(tool.outputSchema));
    readToolAnnotations(tool);
    readExecution(tool);
  },
  resources: (resource) => {
    readAddress(resource, "uri");
    // 1e400 is JSON, but clients read it as infinite and refuse it.
    if (!Number.isFinite(resource.size)) delete resource.size;
  },
  resourceTemplates: (template) => readAddress(template, "uriTemplate"),
  prompts: (prompt) => {
    requiredText(prompt, "name");
    readArguments(prompt);
  },
};

/** A resource without a name has its address for one. */
function readAddress(entry: JsonObject, field: "uri" | "uriTemplate"): void {
  requiredText(entry, field);
  if (entry.name === undefined || entry.name === null || entry.name === "") entry.name = entry[field];
  requiredText(entry, "name");
  optionalText(entry, "mimeType");
  cleanResourceAnnotations(entry);
}

const HINTS = ["readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"];

/** A hint that is wrong makes the tool unusable: without it the tool could seem safer than it is. */
function readToolAnnotations(tool: JsonObject): void {
  const { annotations } = tool;
  if (annotations === undefined) return;
  if (annotations === null || isEmptyList(annotations)) return void delete tool.annotations;
  if (!isObject(annotations)) throw new WrongFieldError("annotations", "is no object");
  const read = { ...annotations };
  for (const hint of HINTS) optionalBoolean(read, hint, "annotations.");
  if (typeof read.title !== "string") delete read.title;
  tool.annotations = read;
}

const TASK_SUPPORT: readonly unknown[] = ["required", "optional", "forbidden"];

function readExecution(tool: JsonObject): void {
  if (!("execution" in tool)) return;
  const { execution } = tool;
  const isRight =
    isObject(execution) && (!("taskSupport" in execution) || TASK_SUPPORT.includes(execution.taskSupport));
  if (!isRight) delete tool.execution;
}

function readArguments(prompt: JsonObject): void {
  const { arguments: given } = prompt;
  if (given === undefined) return;
  if (given === null) return void delete prompt.arguments;
  if (isObject(given) && Object.keys(given).length === 0) prompt.arguments = [];
  else if (!Array.isArray(given)) throw new WrongFieldError("arguments", "is no list");
  else prompt.arguments = given.map((one: unknown, index) => readArgument(one, `arguments[${index}]`));
}

function readArgument(value: unknown, at: string): JsonObject {
  if (!isObject(value)) throw new WrongFieldError(at, "is no object");
  const argument = { ...value };
  requiredText(argument, "name", `${at}.`);
  optionalText(argument, "title", `${at}.`);
  optionalText(argument, "description", `${at}.`);
  optionalBoolean(argument, "required", `${at}.`);
  return argument;
}
