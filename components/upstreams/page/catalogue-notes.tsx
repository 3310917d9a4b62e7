import { ChevronRight } from "lucide-react";
import { Notice } from "#components/ui/notice";
import { leftOutTitle, leftOutWords, unreadLine, unreadTitle } from "#components/upstreams/note-words";
import { Said } from "#components/upstreams/said";
import { wholeNumber } from "#lib/format/numbers";
import type { LeftOutEntry, CatalogueNotes as Notes, UnreadList, UpstreamDetail } from "#lib/upstreams/dto";

/** So many left-out entries are shown at once. More of them are folded. */
const OPEN_MAX = 5;

/** Says which lists and which entries of a connected server keys do not see, and why. Renders nothing when all is right. */
export function CatalogueNotes({ server }: { server: UpstreamDetail }) {
  if (server.status !== "connected") return null;
  const { unread, leftOut, leftOutCount } = server.notes;
  return (
    <>
      {unread.length > 0 && <Unread lists={unread} />}
      {leftOutCount > 0 && <LeftOut entries={leftOut} count={leftOutCount} />}
    </>
  );
}

function Unread({ lists }: { lists: UnreadList[] }) {
  return (
    <Notice tone="warning" title={unreadTitle(lists)}>
      <ul className="my-1 grid gap-1">
        {lists.map((one) => (
          <li key={one.list}>
            <p>{unreadLine(one, lists.length > 1)}</p>
            <Said words={one.said} />
          </li>
        ))}
      </ul>
      <p>Keys see what was read before, if anything. Refresh to try again.</p>
    </Notice>
  );
}

function LeftOut({ entries, count }: { entries: LeftOutEntry[]; count: number }) {
  const isFolded = count > OPEN_MAX;
  return (
    <Notice tone="warning" title={leftOutTitle(count)}>
      <p>Clients would refuse the whole list with them. Tell the author of the server.</p>
      {isFolded ? (
        <details className="group mt-1">
          <summary className="flex w-fit list-none items-center gap-1 rounded-sm text-foreground [&::-webkit-details-marker]:hidden">
            <ChevronRight aria-hidden className="size-3.5 transition-transform group-open:rotate-90" />
            <span>Show which</span>
          </summary>
          <Entries entries={entries} rest={count - entries.length} />
        </details>
      ) : (
        <Entries entries={entries} rest={count - entries.length} />
      )}
    </Notice>
  );
}

function Entries({ entries, rest }: { entries: Notes["leftOut"]; rest: number }) {
  return (
    <ul aria-label="Entries that cannot be used" className="mt-1 grid gap-0.5">
      {entries.map((entry) => {
        const { what, name, field, problem } = leftOutWords(entry);
        return (
          <li key={`${entry.list} ${entry.position}`} className="[overflow-wrap:anywhere]">
            <span>{name === null ? what : `${what} `}</span>
            {name !== null && <code className="font-mono text-foreground text-sm">{name}</code>}
            <span>: </span>
            {field !== "" && <code className="font-mono text-foreground text-sm">{field}</code>}
            <span>{field === "" ? problem : ` ${problem}`}</span>
          </li>
        );
      })}
      {rest > 0 && <li>{`and ${wholeNumber(rest)} more`}</li>}
    </ul>
  );
}
