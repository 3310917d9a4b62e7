import { setImmediate as breathe } from "node:timers/promises";
import { z } from "zod";
import { isObject } from "#lib/mcp/protocol";
import { AnswerTooLargeError, NotMcpError } from "#lib/upstreams/catalogue/failure";

/** So many characters are examined before other work of this process gets its turn. */
const PIECE_CHARACTERS = 64 * 1024;

/** The lists of a catalogue, by the field that holds them. */
export const LIST_FIELDS = ["tools", "resources", "resourceTemplates", "prompts"] as const;
export type ListField = (typeof LIST_FIELDS)[number];

const text = z.string().optional();
const anyObject = z.looseObject({});
const icons = z.array(z.looseObject({ src: z.string() })).optional();
const described = { title: text, description: text, icons, _meta: anyObject.optional() };
const hint = z.boolean().optional();

/** Wrong annotations of a resource would make a client refuse the whole list, with the entries of other servers. */
const resourceAnnotations = z
  .looseObject({ audience: z.array(z.enum(["user", "assistant"])).optional(), priority: z.number().optional() })
  .optional();

const ENTRY: Record<ListField, z.ZodType> = {
  tools: z.looseObject({
    ...described,
    name: z.string(),
    inputSchema: z.looseObject({
      type: z.literal("object"),
      // A schema of Zod would copy every property.
      properties: z.custom(isObject).optional(),
      required: z.array(z.string()).optional(),
    }),
    outputSchema: anyObject.optional(),
    annotations: z
      .looseObject({
        title: text,
        readOnlyHint: hint,
        destructiveHint: hint,
        idempotentHint: hint,
        openWorldHint: hint,
      })
      .optional(),
  }),
  resources: z.looseObject({
    ...described,
    name: z.string(),
    uri: z.string(),
    mimeType: text,
    size: z.number().optional(),
    annotations: resourceAnnotations,
  }),
  resourceTemplates: z.looseObject({
    ...described,
    name: z.string(),
    uriTemplate: z.string(),
    mimeType: text,
    annotations: resourceAnnotations,
  }),
  prompts: z.looseObject({
    ...described,
    name: z.string(),
    arguments: z
      .array(z.looseObject({ name: z.string(), description: text, required: z.boolean().optional() }))
      .optional(),
  }),
};

/**
 * Whether a value has the shape of an entry of this list. It looks at the fields that MCP defines and not into JSON
 * schemas, so the time does not depend on the size of the entry.
 */
export function isEntry(field: ListField, value: unknown): value is object {
  return ENTRY[field].safeParse(value).success;
}

/**
 * Checks the entries of one page of a list, and lets other work of this process go on in between.
 * @param leftCharacters the most characters that they may have as JSON
 * @returns the number of their characters
 * @throws NotMcpError for a value that is no entry; AnswerTooLargeError beyond `leftCharacters`
 */
export async function requireEntries(entries: unknown[], field: ListField, leftCharacters: number): Promise<number> {
  let characters = 0;
  let piece = 0;
  for (const entry of entries) {
    if (!isEntry(field, entry)) throw new NotMcpError(`An entry of ${field} is none.`);
    const { length } = JSON.stringify(entry);
    characters += length;
    if (characters > leftCharacters) throw new AnswerTooLargeError("The list is too long.");
    piece += length;
    if (piece < PIECE_CHARACTERS) continue;
    piece = 0;
    await breathe();
  }
  return characters;
}
