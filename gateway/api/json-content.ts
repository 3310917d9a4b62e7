import type { z } from "@hono/zod-openapi";

/** Describes a JSON body of a request or a response. */
export function json<Schema extends z.ZodType>(schema: Schema) {
  return { content: { "application/json": { schema } } };
}
