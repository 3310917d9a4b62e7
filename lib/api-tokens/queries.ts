import type { ApiTokenView } from "#lib/api-tokens/dto";
import { API_TOKEN_COLUMNS, apiTokenView } from "#lib/api-tokens/view";
import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";

/** The most tokens in a list. Ended tokens are kept, so there may be more. */
const LISTED_MAX = 100;

/** Lists the caller's own tokens, usable or ended. The newest comes first. */
export async function listApiTokens(caller: Caller): Promise<ApiTokenView[]> {
  const rows = await db().apiToken.findMany({
    where: { userId: caller.principal.userId },
    select: API_TOKEN_COLUMNS,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: LISTED_MAX,
  });
  return rows.map((row) => apiTokenView(row, caller.now));
}
