import { type RpcError, refusal } from "#lib/gateway/messages/rpc-error";
import type { BlockedWorkspace } from "#lib/keys/access/apply-policies";
import { blockReasons } from "#lib/policy/words";

/** 403 for a request to workspaces whose policies block the key. */
export function policyBlocked(workspaces: readonly BlockedWorkspace[]): RpcError {
  return refusal(
    403,
    "POLICY_BLOCKED",
    `${blockedWords(workspaces)} ${ADVICE}`,
    {},
    {
      workspaces: workspaces.map(({ slug, name, blocks }) => ({ slug, name, reasons: blocks })),
    },
  );
}

const ADVICE = "Its owner can change the key, or an admin can change the workspace's policy.";

/** Says why each workspace blocks the key, in one sentence for each. */
export function blockedWords(workspaces: readonly BlockedWorkspace[]): string {
  return workspaces.map(({ name, blocks }) => `This key is blocked in ${name}: ${blockReasons(blocks)}.`).join(" ");
}
