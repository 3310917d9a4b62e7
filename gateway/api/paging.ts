import { z } from "@hono/zod-openapi";

const LIMIT_MAX = 100;
const LIMIT_DEFAULT = 50;
const LIMIT_WANTED = { error: `Give a number from 1 to ${LIMIT_MAX}.` };
/** The longest stands for a tool, by its name. */
const CURSOR_MAX = 2_000;
const NO_CURSOR = "Not a cursor of this list. Give the `nextCursor` of the page before, as it was.";

/**
 * Query parameters of a list.
 * @param position reads what `cursorOf` was given; what it refuses is no cursor of this list
 */
export function pagingOf<Position extends z.ZodType<unknown, string>>(position: Position) {
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
        description: "How many records at most.",
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
      .openapi({ type: "string", description: "`nextCursor` of the page before." }),
  };
}

/** A page of `record`. */
export function pageOf<Record extends z.ZodType>(record: Record) {
  return z.object({
    records: z.array(record),
    hasMore: z.boolean(),
    nextCursor: z.string().nullable().openapi({ description: "Where the next page begins; null on the last." }),
  });
}

/** A page as it is answered. @param position of its last record, where another page follows */
export function page<Record>(records: Record[], position: string | null) {
  return { records, hasMore: position !== null, nextCursor: position === null ? null : cursorOf(position) };
}

/** The same of a list by name. @param found the records, and one more where another page follows */
export function pageByName<Record extends { id: string; name: string }>(found: Record[], limit: number) {
  const records = found.slice(0, limit);
  const last = found.length > limit ? records.at(-1) : undefined;
  return page(records, last ? `${last.id}.${last.name}` : null);
}

/** Opaque to clients: whoever reads one apart relies on what may change. */
function cursorOf(position: string): string {
  return Buffer.from(position).toString("base64url");
}

/**
 * Reads a position of two parts, such as `1795262400000.key_…`.
 * @param first has no dot in it
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

/** Text of a position that a query compares with names. PostgreSQL has no NUL. */
export const nameInPosition = z.string().refine((name) => !name.includes("\0"));

/** An instant of a position, as milliseconds since 1970. */
export const instantInPosition = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform((ms) => new Date(Number(ms)));
