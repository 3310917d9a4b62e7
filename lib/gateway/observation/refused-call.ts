import { countRefusal } from "#lib/audit/refusals";
import { type Client, RefusedKey } from "#lib/gateway/messages/refused-key";
import type { RefusalType, RpcError } from "#lib/gateway/messages/rpc-error";
import type { CallFacts } from "#lib/gateway/observation/call-facts";
import { clientOfUserAgent } from "#lib/gateway/observation/client-of-user-agent";
import type { BlockedWorkspace } from "#lib/keys/access/apply-policies";
import { countKeyRefusal } from "#lib/keys/refusals/count-refusal";
import type { RefusalReason } from "#lib/keys/refusals/dto";
import { isObject } from "#lib/mcp/protocol";

/**
 * Counts a refusal of a request that carried the token of a key, for the page of the key. A refusal of an accepted key is
 * added to the audit log too, where refusals are summed up. Strangers cause no rows.
 */
export function noteRefusedCall(facts: CallFacts, error: RpcError): void {
  if (error instanceof RefusedKey) {
    const { keyId: ended, reason, client } = error;
    countForKeyPage(facts, { keyId: ended, reason, workspaceId: null, client });
    return;
  }
  const { keyId, userId, outcome, workspaceId, at, address, originApp, name, server } = facts;
  if (keyId === "" || (outcome !== "refused" && outcome !== "rate_limited")) return;
  const about = name === null ? null : `${server}: ${name}`;
  const by = { keyId, userId: userId || null };
  countRefusal({ workspaceId, by, reason: String(error.data?.errorType ?? "REFUSED"), about, at, address, originApp });
  countForKeyPage(facts, { keyId, reason: reasonOf(error), workspaceId, client: facts.client });
}

/**
 * Counts a request of a key that the policies of all its workspaces block. The request itself is answered, with nothing
 * in it.
 */
export function noteBlockedKey(facts: CallFacts, blocked: readonly BlockedWorkspace[]): void {
  const { keyId, client } = facts;
  for (const { id, blocks } of blocked) {
    countForKeyPage(facts, { keyId, reason: policyReason(blocks), workspaceId: id, client });
  }
}

type Counted = { keyId: string; reason: RefusalReason; workspaceId: string | null; client: Client | null };

function countForKeyPage({ userAgent, address, at }: CallFacts, { client, ...counted }: Counted): void {
  const { name, version, title } = client?.name ? client : clientOfUserAgent(userAgent);
  const words = [title ?? name, version].filter(Boolean).join(" ");
  countKeyRefusal({ ...counted, client: words || null, address: address || null, at });
}

const REASONS: Partial<Record<RefusalType, RefusalReason>> = {
  INSUFFICIENT_SCOPE: "scope",
  TOOL_BLOCKED: "tool_blocked",
  RATE_LIMITED: "rate_limited",
  TOO_MANY_CALLS: "too_many",
  TOO_MANY_STREAMS: "too_many",
};

function reasonOf({ data }: RpcError): RefusalReason {
  if (data?.errorType !== "POLICY_BLOCKED") return REASONS[data?.errorType as RefusalType] ?? "other";
  const workspaces: unknown[] = Array.isArray(data.workspaces) ? data.workspaces : [];
  return policyReason(workspaces.flatMap((one) => (isObject(one) ? one.reasons : [])));
}

/** The network alone, or else a rule that the key itself breaks: from another network it would be blocked as well. */
function policyReason(blocks: readonly unknown[]): RefusalReason {
  return blocks.every((block) => block === "address") ? "network" : "policy";
}
