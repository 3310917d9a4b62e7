import { z } from "@hono/zod-openapi";
import { ApiError } from "#gateway/api/api-error";

const LIMIT_MAX = 100;

/** Query parameters of every list. */
export const pagingSchema = {
  limit: z.coerce
    .number()
    .int()
    .min(1, { error: `Give a number from 1 to ${LIMIT_MAX}.` })
    .max(LIMIT_MAX, { error: `Give a number from 1 to ${LIMIT_MAX}.` })
    .default(50)
    .openapi({ description: "How many records at most." }),
  cursor: z.string().max(200).optional().openapi({ description: "`nextCursor` of the page before." }),
};

/** A page of `record`. */
export function pageOf<Record extends z.ZodType>(record: Record) {
  return z.object({
    records: z.array(record),
    hasMore: z.boolean(),
    nextCursor: z.string().nullable().openapi({ description: "Where the next page begins; null on the last." }),
  });
}

/** What a cursor stands for: an instant and the id of a record. Opaque to clients. */
type Position = { at: Date; id: string };

export function cursorOf({ at, id }: Position): string {
  return Buffer.from(`${at.getTime()}.${id}`).toString("base64url");
}

/** @throws ApiError INVALID_INPUT for what is none */
export function readCursor(cursor: string | undefined): Position | null {
  if (cursor === undefined) return null;
  const [, at, id] = /^(\d{1,15})\.([a-z]{2,4}_[0-9a-z]{26})$/.exec(Buffer.from(cursor, "base64url").toString()) ?? [];
  if (at && id) return { at: new Date(Number(at)), id };
  const message = "Not a cursor of this list. Give the `nextCursor` of the page before, as it was.";
  throw new ApiError("INVALID_INPUT", "Some fields need a correction.", { details: [{ path: "cursor", message }] });
}
