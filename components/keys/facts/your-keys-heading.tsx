import { countWords, type ListCount } from "#lib/listing/count";

/** Takes the focus when what had it is gone: after the dialog of a new key and after a revocation. */
export const YOUR_KEYS_ID = "your-keys";

export function YourKeysHeading({ total }: { total: ListCount }) {
  return (
    <h2 id={YOUR_KEYS_ID} tabIndex={-1} className="flex items-baseline gap-2 text-lg">
      Your keys
      {total.counted > 0 && <span className="font-normal text-muted-foreground text-sm">{countWords(total)}</span>}
    </h2>
  );
}
