import { ByClient } from "#components/clients/client-name";
import { RelativeTime } from "#components/time/relative-time";
import type { Ending, KeyView, LastUse } from "#lib/keys/view/dto";

/** Shows "Used 3 minutes ago by Claude Code 2.1.3", or "Never used". */
export function LastUsed({ lastUse }: { lastUse: LastUse | null }) {
  if (!lastUse) return <span>Never used</span>;
  return (
    <span>
      <span>
        Used <RelativeTime at={lastUse.at} />
      </span>
      <ByClient lastUse={lastUse} />
    </span>
  );
}

/** The same as a paragraph for a dialog: "Last used 3 minutes ago by Claude Code 2.1.3." */
export function LastUsedSentence({ lastUse }: { lastUse: LastUse | null }) {
  if (!lastUse) return <p>It was never used.</p>;
  return (
    <p className="text-foreground">
      <span>
        Last used <RelativeTime at={lastUse.at} />
      </span>
      <ByClient lastUse={lastUse} className="font-medium" />
      <span>.</span>
    </p>
  );
}

/** Shows "Expires 18 Feb 2027 (in 90 days)", or "Expired 2 days ago". */
export function Expiry({ expiresAt, status }: Pick<KeyView, "expiresAt" | "status">) {
  if (!expiresAt) return <span>Never expires</span>;
  if (status === "expired") {
    return (
      <span key="expired">
        Expired <RelativeTime at={expiresAt} />
      </span>
    );
  }
  return (
    <span key="expires" className={status === "expiring" ? "text-warning" : undefined}>
      Expires <RelativeTime at={expiresAt} as="date" /> (<RelativeTime at={expiresAt} as="until" />)
    </span>
  );
}

/** Shows "Replaced; works until 18 Feb 2027 (in 1 hour)", for a key that was rotated and still works. */
export function Replaced({ expiresAt }: { expiresAt: Date }) {
  return (
    <span className="text-warning">
      Replaced; works until <RelativeTime at={expiresAt} as="date" /> (<RelativeTime at={expiresAt} as="until" />)
    </span>
  );
}

/** Shows "Revoked 2 days ago by Ada: Lost laptop". Without `verb` the text begins with the time. */
export function EndedBy({ verb, ending }: { verb?: string; ending: Ending }) {
  return (
    <span className="break-words">
      {verb && <span>{`${verb} `}</span>}
      <RelativeTime at={ending.at} />
      {ending.byName && <span>{` by ${ending.byName}`}</span>}
      {ending.reason && <span>{`: ${ending.reason}`}</span>}
    </span>
  );
}
