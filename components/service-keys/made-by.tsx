import { RelativeTime } from "#components/time/relative-time";
import type { ServiceKeyView } from "#lib/keys/view/dto";

/** Shows "Created 21 Nov 2026 by Ada". The name is missing when the account was deleted. */
export function MadeBy({ keyView: { createdAt, madeByName } }: { keyView: ServiceKeyView }) {
  return (
    <span className="break-words">
      <span>
        Created <RelativeTime at={createdAt} as="date" />
      </span>
      {madeByName && <span>{` by ${madeByName}`}</span>}
    </span>
  );
}
