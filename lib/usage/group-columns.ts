import { Prisma } from "#lib/db/client";
import type { Grouping } from "#lib/usage/groupings";
import type { GroupColumns } from "#lib/usage/sums";

/** Stands between the parts of a tool's id: neither ids nor methods hold one. */
const SPACE = " ";

/** What of `UsageDay` and `UsageEvent`, which name it alike, makes one group. */
export const GROUP_COLUMNS: Record<Grouping, GroupColumns> = {
  key: { columns: Prisma.sql`"keyId"`, id: Prisma.sql`"keyId"` },
  server: { columns: Prisma.sql`"upstreamId"`, id: Prisma.sql`"upstreamId"` },
  member: { columns: Prisma.sql`"userId"`, id: Prisma.sql`"userId"` },
  tool: {
    columns: Prisma.sql`"upstreamId", "method", "name"`,
    id: Prisma.sql`"upstreamId" || ' ' || "method" || ' ' || coalesce("name", '')`,
  },
};

/** Takes the id of a group of tools apart. `name` is empty for what has none, such as reading a resource. */
export function readToolId(id: string): { upstreamId: string; method: string; name: string } {
  const [upstreamId = "", method = "", ...name] = id.split(SPACE);
  return { upstreamId, method, name: name.join(SPACE) };
}
