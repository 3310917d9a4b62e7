import { rateLimited } from "#lib/gateway/messages/rate-limited";
import type { KeyAccess } from "#lib/keys/access/authenticate";
import { ownerOf } from "#lib/keys/access/owner-of";
import { Limiter } from "#lib/rate-limit/limiter";
import type { Refusal } from "#lib/rate-limit/rate";

/**
 * Writing a page of a list costs up to 0.15 s of processor for the largest ones. A page that is kept costs little, so
 * it counts for its key alone, like every message.
 */
const perOwner = new Limiter("written-lists-by-owner", () => ({ times: 120, perSeconds: 60, burst: 60 }));
const perWorkspace = new Limiter("written-lists-by-workspace", () => ({ times: 600, perSeconds: 60, burst: 300 }));

/**
 * Counts a page of a list that has to be written, for the owner of the key and for every workspace in its reach. A
 * workspace that is at its limit refuses nobody who reaches another one, so no workspace spends the lists of others.
 * @throws RpcError 429 when the owner, or all workspaces in reach, have too many lists written
 */
export async function countWrittenList(access: KeyAccess): Promise<void> {
  const { workspaces } = access;
  const own = await perOwner.take(ownerOf(access));
  if (own) throw rateLimited("The keys of this owner list too much.", own);
  const refusals = await Promise.all(workspaces.map(({ id }) => perWorkspace.take(id)));
  const refused = refusals.filter((one): one is Refusal => one !== undefined);
  const [first] = refused;
  if (!first || refused.length < workspaces.length) return;
  throw rateLimited("The keys of these workspaces list too much together.", first);
}
