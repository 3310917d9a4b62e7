import { countRefusal } from "#lib/audit/refusals";
import type { RpcError } from "#lib/gateway/messages/rpc-error";
import type { CallFacts } from "#lib/gateway/observation/call-facts";

/** Adds a refusal of an accepted key to the audit log, where refusals are summed up. Strangers cause no rows there. */
export function noteRefusedCall(facts: CallFacts, { data }: RpcError): void {
  const { keyId, userId, outcome, workspaceId, at, address, originApp, name, server } = facts;
  if (keyId === "" || (outcome !== "refused" && outcome !== "rate_limited")) return;
  const about = name === null ? null : `${server}: ${name}`;
  const by = { keyId, userId: userId || null };
  countRefusal({ workspaceId, by, reason: String(data?.errorType ?? "REFUSED"), about, at, address, originApp });
}
