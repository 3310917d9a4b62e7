import type { z } from "@hono/zod-openapi";

/** A body of this schema, of a request or of an answer. */
export function json<Schema extends z.ZodType>(schema: Schema) {
  return { content: { "application/json": { schema } } };
}
