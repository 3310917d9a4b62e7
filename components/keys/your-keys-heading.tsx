/** Takes the focus when what had it is gone: after the dialog of a new key and after a revocation. */
export const YOUR_KEYS_ID = "your-keys";

export function YourKeysHeading({ count }: { count: number }) {
  return (
    <h2 id={YOUR_KEYS_ID} tabIndex={-1} className="flex items-baseline gap-2 text-lg">
      Your keys
      {count > 0 && <span className="font-normal text-muted-foreground text-sm">{count}</span>}
    </h2>
  );
}
