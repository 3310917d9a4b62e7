import { ClientMark } from "#components/clients/client-mark";
import type { ClientNames } from "#lib/keys/view/dto";

type ClientNameProps = ClientNames & {
  /** Shown for a client without any name. */
  unnamed?: string;
  className?: string;
};

/**
 * Shows a client as it named itself, "Claude Code 2.1", with the mark of a well-known one. The tooltip has the name that
 * it gave to programs.
 */
export function ClientName({ client, version, title, unnamed, className }: ClientNameProps) {
  const words = (name: string | null) => [name, version].filter(Boolean).join(" ");
  return (
    <span title={title ? words(client) : undefined} className={className}>
      <ClientMark name={client} />
      <span>{` ${words(title ?? client) || (unnamed ?? "")}`}</span>
    </span>
  );
}

/** Shows " by Claude Code 2.1" behind the time of a use; nothing for a client without a name. */
export function ByClient({ lastUse, className }: { lastUse: ClientNames; className?: string }) {
  if (!lastUse.client) return null;
  return (
    <span>
      {" by "}
      <ClientName {...lastUse} className={className} />
    </span>
  );
}
