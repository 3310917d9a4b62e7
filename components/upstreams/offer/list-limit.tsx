/** As many of each kind are taken from a server (`MAX_ITEMS` of `lib/upstreams/catalogue/discover.ts`). */
const TAKEN_MAX = 1_000;

/** Says under a list that it may not be all. */
export function ListLimit({ count, noun }: { count: number; noun: string }) {
  if (count < TAKEN_MAX) return null;
  return (
    <p className="text-muted-foreground text-sm">
      These are the first {TAKEN_MAX.toLocaleString("en-GB")} {noun}s; Latchkey takes no more from one server.
    </p>
  );
}
