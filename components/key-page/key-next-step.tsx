import { PageButton } from "#components/frame/navigation/page-link";
import { keyPath } from "#components/keys/facts/key-link";
import { EndedBy } from "#components/keys/facts/key-times";
import { nounOf } from "#components/keys/facts/noun";
import { LegacyAdvice } from "#components/keys/lists/legacy-tokens";
import { ExactTime } from "#components/time/exact-time";
import { RelativeTime } from "#components/time/relative-time";
import { buttonStyles } from "#components/ui/button";
import { Notice } from "#components/ui/notice";
import { isUsable } from "#lib/keys/access/status";
import type { RefusedAttempts } from "#lib/keys/refusals/dto";
import type { KeyView, Relative } from "#lib/keys/view/dto";

type KeyNextStepProps = {
  keyView: KeyView;
  workspaceSlug: string;
  /** The refused attempts to use the key, the latest first. */
  refused: RefusedAttempts[];
  /** The address of the page that creates keys. */
  keysHref: string;
};

/** Suggests what the owner should do next. Renders nothing when there is nothing to do. */
export function KeyNextStep({ keyView: key, workspaceSlug, refused, keysHref }: KeyNextStepProps) {
  if (key.isLeaked && key.revoked) {
    return (
      <Notice key="leaked" tone="warning" title="The token of this key was leaked" action={<NewKey href={keysHref} />}>
        Somebody reported it, and the key was revoked <RelativeTime at={key.revoked.at} />. Give its clients a new key,
        and check below for uses that were not yours.
      </Notice>
    );
  }
  if (nounOf(key) === "app") return <AppNextStep keyView={key} refused={refused} appsHref={keysHref} />;
  if (key.replacedBy) {
    return <Replacement keyView={key} by={key.replacedBy} workspaceSlug={workspaceSlug} refused={refused} />;
  }
  if (key.revoked) {
    return (
      <Notice title={<EndedBy verb="Revoked" ending={key.revoked} />} action={<NewKey href={keysHref} />}>
        <StillRefused refused={refused}>Clients that still use it are refused.</StillRefused>
      </Notice>
    );
  }
  if (key.expiresAt && key.status === "expired") {
    return (
      <Notice title={<Expired at={key.expiresAt} />} action={<NewKey href={keysHref} />}>
        <StillRefused refused={refused}>Clients that still use it are refused.</StillRefused>
      </Notice>
    );
  }
  if (key.isLegacy) return <LegacyAdvice action={<NewKey href={keysHref} />} />;
  if (!key.lastUse) {
    return (
      <Notice
        title="No client has used this key yet"
        action={
          <a href="#set-up" className={buttonStyles({ variant: "primary", size: "sm" })}>
            Set up a client
          </a>
        }
      >
        Put the token you saved into your AI client.
      </Notice>
    );
  }
  return null;
}

type AppNextStepProps = Pick<KeyNextStepProps, "keyView" | "refused"> & { appsHref: string };

/** An app that has ended is connected again from the app itself, so there is nothing to create. */
function AppNextStep({ keyView: { revoked, expiresAt, status }, refused, appsHref }: AppNextStepProps) {
  const hasExpired = expiresAt !== null && status === "expired";
  if (!revoked && !hasExpired) return null;
  return (
    <Notice
      title={revoked ? <EndedBy verb="Disconnected" ending={revoked} /> : expiresAt && <Expired at={expiresAt} />}
      action={
        <PageButton href={appsHref} size="sm">
          Connected apps
        </PageButton>
      }
    >
      <StillRefused refused={refused}>It is refused until somebody signs in from it again.</StillRefused>
    </Notice>
  );
}

type ReplacementProps = Omit<KeyNextStepProps, "keysHref"> & { by: Relative };

function Replacement({ keyView: { expiresAt, status }, by, workspaceSlug, refused }: ReplacementProps) {
  return (
    <Notice
      title={
        <span>
          Replaced by <code className="font-mono">{by.mask}</code>
        </span>
      }
      action={
        <PageButton href={keyPath(workspaceSlug, by.id)} size="sm">
          Open the new key
        </PageButton>
      }
    >
      {isUsable(status) && expiresAt ? (
        <span>
          Clients that still use the old token are refused after <ExactTime at={expiresAt} />.
        </span>
      ) : (
        <StillRefused refused={refused}>Clients that still use the old token are refused.</StillRefused>
      )}
    </Notice>
  );
}

/** Names the client that was refused last, because that is the one to give a new key. */
function StillRefused({ refused, children }: { refused: RefusedAttempts[]; children: string }) {
  const last = refused.find(isSinceEnd);
  return (
    <>
      <span>{children}</span>
      {last && (
        <span>
          {" The last one was "}
          <a href="#refused" className="text-foreground underline underline-offset-4">
            {last.client ?? "a client without a name"}
          </a>
          {", "}
          <RelativeTime at={last.lastAt} />
          {"."}
        </span>
      )}
    </>
  );
}

/** Whether the key had ended by then. Earlier attempts can have been refused for other reasons. */
function isSinceEnd({ reason, oldToken }: RefusedAttempts): boolean {
  return oldToken === null && (reason === "revoked" || reason === "expired");
}

function Expired({ at }: { at: Date }) {
  return (
    <span>
      Expired <RelativeTime at={at} />
    </span>
  );
}

function NewKey({ href }: { href: string }) {
  return (
    <PageButton href={href} variant="primary" size="sm">
      Create a new key
    </PageButton>
  );
}
