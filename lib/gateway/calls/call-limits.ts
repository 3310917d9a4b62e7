import { env } from "#lib/env";
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
 * Counts a message that a key was let in with.
 * @returns a promise only when Redis has to be asked; to be waited for
 * @throws RpcError 429 once the key makes too many
 */
export function countKeyCall(keyId: string): Promise<void> | undefined {
  return refuse(perKey.take(keyId), "This key makes more calls than it may.");
}

/**
 * Counts a call to a server of a workspace, whichever key makes it.
 * @returns a promise only when Redis has to be asked; to be waited for
 * @throws RpcError 429 once the workspace's keys make too many together
 */
export function countWorkspaceCall(workspaceId: string): Promise<void> | undefined {
  return refuse(perWorkspace.take(workspaceId), "The keys of this workspace make more calls together than they may.");
}

type Taken = ReturnType<Limiter["take"]>;

function refuse(taken: Taken, reason: string): Promise<void> | undefined {
  if (taken instanceof Promise) return taken.then((refusal) => throwAny(refusal, reason));
  throwAny(taken, reason);
}

function throwAny(refusal: Refusal | undefined, reason: string): void {
  if (refusal) throw rateLimited(reason, refusal);
}
