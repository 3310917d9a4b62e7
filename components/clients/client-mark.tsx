import { knownClient } from "#lib/clients/known-client";

/** The mark of a well-known client, which stands beside its name; nothing for others. */
export function ClientMark({ name }: { name: string | null }) {
  const known = knownClient(name);
  if (!known) return null;
  return (
    <span
      aria-hidden
      className="inline-grid h-4 min-w-4 shrink-0 place-items-center rounded-sm border bg-muted px-0.5 font-mono font-semibold text-[0.5625rem] text-muted-foreground leading-none tracking-tight"
    >
      {known.mark}
    </span>
  );
}
