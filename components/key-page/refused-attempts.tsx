import { ClientName } from "#components/clients/client-name";
import { KeySection } from "#components/key-page/key-section";
import { refusalReason } from "#components/key-page/refusal-words";
import type { Noun } from "#components/keys/facts/noun";
import { RelativeTime } from "#components/time/relative-time";
import { CardBody } from "#components/ui/card";
import { counted } from "#lib/format/numbers";
import { type RefusedAttempts as Attempts, ROWS_PER_KEY } from "#lib/keys/refusals/dto";

type RefusedAttemptsProps = {
  noun: Noun;
  attempts: Attempts[];
  /** The number of days for which attempts are stored. */
  storedDays: number;
  /** The workspace whose admin sees only the attempts that concern it; null for somebody who sees all. */
  limitedTo: string | null;
};

/** Shows which requests with the token of a key were refused, the latest first, also after the key has ended. */
export function RefusedAttempts({ noun, attempts, storedDays, limitedTo }: RefusedAttemptsProps) {
  const words = wordsFor(storedDays === 1 ? "day" : `${storedDays} days`, limitedTo, noun);
  return (
    <KeySection id="refused" description={attempts.length > 0 ? words.some : undefined}>
      {attempts.length > 0 ? (
        <ul aria-label="Refused attempts" className="@container mt-4 divide-y rounded-b-lg border-t">
          {attempts.map((each) => (
            <Attempt key={identityOf(each)} attempts={each} />
          ))}
        </ul>
      ) : (
        <CardBody className="text-muted-foreground">{words.none}</CardBody>
      )}
    </KeySection>
  );
}

function wordsFor(days: string, limitedTo: string | null, noun: Noun): { some: string; none: string } {
  const limit = limitedTo === null ? "" : ` Only those that concern ${limitedTo} are here.`;
  return {
    some: `${WHICH[noun]} that were refused in the last ${days}.${limit} Equal ones share a line, and the latest ${ROWS_PER_KEY} lines are kept.`,
    none:
      limitedTo === null
        ? `No request was refused in the last ${days}.`
        : `No request that concerns ${limitedTo} was refused in the last ${days}.`,
  };
}

const WHICH: Record<Noun, string> = {
  key: "Requests with this token, or one that it replaced,",
  app: "Requests of this app",
};

/** The attempts of one client for one reason: on one line, or on a card where space is short. */
function Attempt({ attempts }: { attempts: Attempts }) {
  const { client, address, count, firstAt, lastAt, oldToken } = attempts;
  return (
    <li className="grid gap-x-4 gap-y-1 px-4 py-3 sm:px-5 @2xl:grid-cols-[12rem_minmax(0,1fr)_auto]">
      <div className="min-w-0">
        <p className="truncate font-medium" title={client ?? undefined}>
          {client ? (
            <ClientName client={client} version={null} title={null} />
          ) : (
            <span className="text-muted-foreground">No name given</span>
          )}
        </p>
        {address && <p className="text-muted-foreground text-sm [overflow-wrap:anywhere]">from {address}</p>}
      </div>
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <p>{refusalReason(attempts)}</p>
        {oldToken && <code className="font-mono text-muted-foreground text-sm">{oldToken}</code>}
      </div>
      <div className="flex flex-wrap gap-x-3 text-muted-foreground text-sm @2xl:block @2xl:text-right">
        <p>
          <RelativeTime at={lastAt} className="inline-block first-letter:uppercase" />
        </p>
        {count > 1 && (
          <p>
            <span>{counted(count, "time")} since </span>
            <RelativeTime at={firstAt} as="date" />
          </p>
        )}
      </div>
    </li>
  );
}

function identityOf({ reason, client, address, workspaceName, oldToken }: Attempts): string {
  return JSON.stringify([reason, client, address, workspaceName, oldToken]);
}
