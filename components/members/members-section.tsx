import { SearchX } from "lucide-react";
import type { ComponentProps } from "react";
import { PageButton } from "#components/frame/navigation/page-link";
import { ListPages } from "#components/frame/page/pages";
import { SearchInAddress } from "#components/frame/page/search-in-address";
import { MembersTable } from "#components/members/members-table";
import { EmptyState } from "#components/ui/empty-state";
import { countWords } from "#lib/listing/count";
import type { MemberListPage } from "#lib/members/dto";

/** From this many on the list can be searched. */
const SEARCH_FROM = 8;
/** Where the reader goes on after a turn of its pages. */
const MEMBERS_ID = "members";

type MembersSectionProps = Omit<ComponentProps<typeof MembersTable>, "members"> & {
  page: MemberListPage;
  /** What the list was searched for. */
  search: string;
  /** The address of the whole list. */
  path: string;
  /** Whether the list begins elsewhere than at its start. */
  isLater: boolean;
};

/** The members by name, page by page. */
export function MembersSection({ page, search, path, isLater, ...table }: MembersSectionProps) {
  const { members, total, nextCursor } = page;
  const at = (cursor: string | null) => membersAddress(path, search, cursor);
  return (
    <section aria-labelledby={MEMBERS_ID} className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <h2 id={MEMBERS_ID} tabIndex={-1} className="text-lg">
          {`${countWords(total)} ${total.counted === 1 ? "member" : "members"}${search ? " found" : ""}`}
        </h2>
        {(total.counted >= SEARCH_FROM || search) && (
          <SearchInAddress
            label="Search members"
            search={search}
            found={total}
            noun="member"
            className="w-full sm:w-64"
          />
        )}
      </div>
      {members.length > 0 ? (
        <MembersTable members={members} {...table} />
      ) : (
        <EmptyState
          icon={SearchX}
          title={search ? "No member matches" : "No more members"}
          action={<PageButton href={membersAddress(path, "", null)}>Show all members</PageButton>}
        >
          Search by name or email.
        </EmptyState>
      )}
      <ListPages
        label="Pages of members"
        shown={members.length}
        total={total}
        noun="member"
        firstHref={isLater ? at(null) : null}
        nextHref={nextCursor && at(nextCursor)}
      />
    </section>
  );
}

function membersAddress(path: string, search: string, cursor: string | null): string {
  const query = new URLSearchParams();
  if (search) query.set("search", search);
  if (cursor) query.set("cursor", cursor);
  return `${path}${query.size > 0 ? `?${query}` : ""}#${MEMBERS_ID}`;
}
