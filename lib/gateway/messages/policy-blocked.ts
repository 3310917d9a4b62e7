import { type RpcError, refusal } from "#lib/gateway/messages/rpc-error";
import type { BlockedWorkspace } from "#lib/keys/access/apply-policies";
import { blockReasons } from "#lib/policy/words";

/** 403 for what belongs to workspaces whose policies keep the key out. */
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

const ADVICE = "Its owner can change the key, or an admin the workspace's policy.";

/** A sentence for each workspace. */
export function blockedWords(workspaces: readonly BlockedWorkspace[]): string {
  return workspaces.map(({ name, blocks }) => `This key is blocked in ${name}: ${blockReasons(blocks)}.`).join(" ");
}
