import { z } from "@hono/zod-openapi";

const LIMIT_MAX = 100;
const LIMIT_DEFAULT = 50;
const LIMIT_WANTED = { error: `Give a number from 1 to ${LIMIT_MAX}.` };
/** The longest cursor, in characters. It is a position in a list of tools, which holds a tool's name. */
const CURSOR_MAX = 2_000;
const NO_CURSOR = "This is not a cursor of this list. Send the `nextCursor` of the previous page unchanged.";

/**
 * Makes the query parameters `limit` and `cursor` of a list.
 * @param position parses the position inside a cursor; a cursor with another position is refused
 */
export function listPageQuery<Position extends z.ZodType<unknown, string>>(position: Position) {
  return {
    limit: z.coerce
      .number(LIMIT_WANTED)
      .int(LIMIT_WANTED)
      .min(1, LIMIT_WANTED)
      .max(LIMIT_MAX, LIMIT_WANTED)
      .default(LIMIT_DEFAULT)
      .openapi({
        type: "integer",
        minimum: 1,
        maximum: LIMIT_MAX,
        default: LIMIT_DEFAULT,
        description: "The most records of one page.",
      }),
    cursor: z
      .string()
      .max(CURSOR_MAX)
      .transform((cursor, { addIssue }): z.output<Position> => {
        const read = position.safeParse(Buffer.from(cursor, "base64url").toString());
        if (read.success) return read.data;
        addIssue(NO_CURSOR);
        return z.NEVER;
      })
      .optional()
      .openapi({ type: "string", description: "The `nextCursor` of the previous page." }),
  };
}

/** Makes the schema of a page of a list. */
export function listPageSchema<Record extends z.ZodType>(record: Record) {
  return z.object({
    records: z.array(record),
    hasMore: z.boolean(),
    nextCursor: z.string().nullable().openapi({ description: "The cursor of the next page. Null on the last page." }),
  });
}

/** Makes the body of a page of a list. @param position of the last record; null when no page follows */
export function listPage<Record>(records: Record[], position: string | null) {
  return { records, hasMore: position !== null, nextCursor: position === null ? null : cursorOf(position) };
}

/**
 * Makes the body of a page of a list that is sorted by name.
 * @param rows the records of this page, and one more when another page follows
 * @param limit the most records of one page
 */
export function listPageByName<Record extends { id: string; name: string }>(rows: Record[], limit: number) {
  const records = rows.slice(0, limit);
  const last = rows.length > limit ? records.at(-1) : undefined;
  return listPage(records, last ? `${last.id}.${last.name}` : null);
}

/** Encodes a position, so that clients treat it as opaque and do not rely on its form. */
function cursorOf(position: string): string {
  return Buffer.from(position).toString("base64url");
}

/**
 * Makes the schema of a position of two parts, such as `1795262400000.key_…`.
 * @param first parses the part before the first dot
 * @param second parses the rest, which may hold dots
 */
export function positionOf<First, Second>(first: z.ZodType<First, string>, second: z.ZodType<Second, string>) {
  return z
    .string()
    .transform((text): [string, string] => {
      const dot = text.indexOf(".");
      return dot < 0 ? ["", text] : [text.slice(0, dot), text.slice(dot + 1)];
    })
    .pipe(z.tuple([first, second]));
}

/** A name inside a position. A query compares it with stored names, and PostgreSQL accepts no NUL. */
export const nameInPosition = z.string().refine((name) => !name.includes("\0"));

/** An instant inside a position, in milliseconds since the epoch. */
export const instantInPosition = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform((ms) => new Date(Number(ms)));
