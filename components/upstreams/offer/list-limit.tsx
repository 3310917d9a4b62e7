/**
 * The most entries of one kind that Latchkey reads from a server (`MAX_ITEMS` in
 * `lib/upstreams/reading/read-list.ts`).
 */
const READ_MAX = 1_000;

/** Says below a list that the server may offer more. Renders nothing for a shorter list. */
export function ListLimit({ count, noun }: { count: number; noun: string }) {
  if (count < READ_MAX) return null;
  return (
    <p className="text-muted-foreground text-sm">
      These are the first {READ_MAX.toLocaleString("en-GB")} {noun}s. Latchkey reads no more from one server.
    </p>
  );
}
