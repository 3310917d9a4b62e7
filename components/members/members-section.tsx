import { SearchX } from "lucide-react";
import type { ComponentProps } from "react";
import { PageButton } from "#components/frame/navigation/page-link";
import { ListPagination } from "#components/frame/page/pagination";
import { SearchInAddress } from "#components/frame/page/search-in-address";
import { MembersTable } from "#components/members/members-table";
import { EmptyState } from "#components/ui/empty-state";
import { SEARCH_FROM } from "#components/ui/list-search";
import { countWords } from "#lib/listing/count";
import type { MemberListPage } from "#lib/members/dto";

/** The id of the heading, which takes the focus after a change of page. */
const MEMBERS_ID = "members";

type MembersSectionProps = Omit<ComponentProps<typeof MembersTable>, "members"> & {
  page: MemberListPage;
  /** The search text; empty for the whole list. */
  search: string;
  /** The address of the first page, without a search. */
  path: string;
  isFirstPage: boolean;
};

/** Shows one page of the members, sorted by name. */
export function MembersSection({ page, search, path, isFirstPage, ...table }: MembersSectionProps) {
  const { members, total, nextCursor } = page;
  const hrefOf = (cursor: string | null) => membersAddress(path, search, cursor);
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
      <ListPagination
        label="Pages of members"
        shown={members.length}
        total={total}
        noun="member"
        firstHref={isFirstPage ? null : hrefOf(null)}
        nextHref={nextCursor && hrefOf(nextCursor)}
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
