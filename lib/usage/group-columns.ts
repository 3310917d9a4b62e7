import { Prisma } from "#lib/db/client";
import type { Grouping } from "#lib/usage/groupings";
import type { GroupColumns } from "#lib/usage/sums";

/** Separates the parts of a tool's id. Ids and methods never contain a space. */
const SPACE = " ";

/** The columns that form the groups. `UsageDay` and `UsageEvent` have the same column names. */
export const GROUP_COLUMNS: Record<Grouping, GroupColumns> = {
  key: { columns: Prisma.sql`"keyId"`, id: Prisma.sql`"keyId"` },
  server: { columns: Prisma.sql`"upstreamId"`, id: Prisma.sql`"upstreamId"` },
  member: { columns: Prisma.sql`"userId"`, id: Prisma.sql`"userId"` },
  tool: {
    columns: Prisma.sql`"upstreamId", "method", "name"`,
    id: Prisma.sql`"upstreamId" || ' ' || "method" || ' ' || coalesce("name", '')`,
  },
};

/** Splits the id of a group of tools. `name` is empty for methods without a name, such as reading a resource. */
export function readToolId(id: string): { upstreamId: string; method: string; name: string } {
  const [upstreamId = "", method = "", ...name] = id.split(SPACE);
  return { upstreamId, method, name: name.join(SPACE) };
}
