import type { ApiTokenView } from "#lib/api-tokens/dto";
import { API_TOKEN_COLUMNS, apiTokenView } from "#lib/api-tokens/view";
import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";

/** Ended tokens are kept; a screen shows this many of all. */
const SHOWN = 100;

/** The caller's own tokens, usable or not, the newest first. */
export async function listApiTokens(caller: Caller): Promise<ApiTokenView[]> {
  const rows = await db().apiToken.findMany({
    where: { userId: caller.principal.userId },
    select: API_TOKEN_COLUMNS,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: SHOWN,
  });
  return rows.map((row) => apiTokenView(row, caller.now));
}
