import type { Caller } from "#lib/auth/principal";
import { db, type Prisma } from "#lib/db/client";
import type { KeyView, MyKeys } from "#lib/keys/dto";
import { inactiveAt, usableAt } from "#lib/keys/filters";
import { ownKeySelect, ownKeyView } from "#lib/keys/view";

/** Ended keys are kept for ever; a screen shows this many of them. */
const INACTIVE_SHOWN = 100;

/** The newest first; the id decides between keys of the same instant, so that pages neither repeat nor skip one. */
export const NEWEST_FIRST = [
  { createdAt: "desc" },
  { id: "desc" },
] as const satisfies Prisma.KeyOrderByWithRelationInput[];

/** The caller's own keys, the newest first. */
export async function listMyKeys(caller: Caller): Promise<MyKeys> {
  const [usable, inactive, inactiveCount] = await Promise.all([
    ownKeys(caller, usableAt(caller.now)),
    ownKeys(caller, inactiveAt(caller.now), INACTIVE_SHOWN),
    db().key.count({ where: { ...inactiveAt(caller.now), userId: caller.principal.userId } }),
  ]);
  return { usable, inactive, inactiveCount };
}

async function ownKeys(caller: Caller, where: Prisma.KeyWhereInput, take?: number): Promise<KeyView[]> {
  const { userId } = caller.principal;
  const rows = await db().key.findMany({
    where: { ...where, userId },
    select: ownKeySelect(userId),
    orderBy: NEWEST_FIRST,
    take,
  });
  return rows.map((row) => ownKeyView(row, caller.now));
}
