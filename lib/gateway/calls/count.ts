import { env } from "#lib/env";
import type { CallInProgress } from "#lib/gateway/calls/call-in-progress";
import { rateLimited } from "#lib/gateway/messages/rate-limited";
import { Limiter } from "#lib/rate-limit/limiter";
import type { Rate, Refusal } from "#lib/rate-limit/rate";

function keyRate(): Rate | null {
  const { RATE_LIMIT_KEY_PER_MINUTE: times, RATE_LIMIT_KEY_BURST: burst } = env();
  return times === 0 ? null : { times, perSeconds: 60, burst };
}

function workspaceRate(): Rate | null {
  const { RATE_LIMIT_WORKSPACE_PER_MINUTE: times, RATE_LIMIT_WORKSPACE_BURST: burst } = env();
  return times === 0 ? null : { times, perSeconds: 60, burst };
}

const perKey = new Limiter("calls-by-key", keyRate);
const perWorkspace = new Limiter("calls-by-workspace", workspaceRate);

/**
 * Counts a message towards the rate limit of its key, before the message is looked at.
 * @returns a promise to wait for when Redis is asked; undefined when the count is in memory
 * @throws RpcError 429 when the key makes too many calls
 */
export function countForKey(keyId: string): Promise<void> | undefined {
  return requireRate(perKey.take(keyId), "This key makes too many calls.");
}

/**
 * Step 2: counts a call towards the rate limit of its workspace, over all keys.
 * @returns a promise to wait for when Redis is asked; undefined when the count is in memory
 * @throws RpcError 429 when the keys of the workspace make too many calls together
 */
export function countForWorkspace({ upstream }: CallInProgress): Promise<void> | undefined {
  const taken = perWorkspace.take(upstream.workspaceId);
  return requireRate(taken, "The keys of this workspace make too many calls together.");
}

/** Creates a promise only for Redis. Two counts for each call in memory would cost two promises (decision 22). */
function requireRate(taken: ReturnType<Limiter["take"]>, reason: string): Promise<void> | undefined {
  if (taken instanceof Promise) return taken.then((refused) => throwRefusal(refused, reason));
  throwRefusal(taken, reason);
}

function throwRefusal(refused: Refusal | undefined, reason: string): void {
  if (refused) throw rateLimited(reason, refused);
}
