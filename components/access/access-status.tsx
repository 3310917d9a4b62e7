import { EndedBy } from "#components/keys/facts/key-times";
import { RelativeTime } from "#components/time/relative-time";
import type { WorkspaceKeyView } from "#lib/keys/view/dto";

/** The line below the status of a key: when it expires, or when, by whom and why it ended. */
export function AccessStatus({ keyView: key }: { keyView: WorkspaceKeyView }) {
  if (key.revoked) return <EndedBy ending={key.revoked} />;
  if (!key.expiresAt) return <span>Never expires</span>;
  return (
    <span key="end" className="whitespace-nowrap">
      {key.status === "expired" ? "On" : "Until"} <RelativeTime at={key.expiresAt} as="date" />
    </span>
  );
}
