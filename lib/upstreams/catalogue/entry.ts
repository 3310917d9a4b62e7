import { z } from "zod";
import { isObject } from "#lib/mcp/protocol";

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
