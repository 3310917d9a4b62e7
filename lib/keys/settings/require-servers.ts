import type { Transaction } from "#lib/db/client";
import { invalidField } from "#lib/errors";
import type { KeySettings } from "#lib/keys/model/key-settings";

type Limits = Pick<KeySettings, "workspaceIds" | "environment" | "serverIds">;

/**
 * Checks that every server to which a key will be limited belongs to one of its workspaces and to its environment. The
 * caller's membership of these workspaces must have been checked before.
 * @throws AppError INVALID_INPUT
 */
export async function requireServersWithin(tx: Transaction, limits: Limits): Promise<void> {
  const { workspaceIds, environment, serverIds } = limits;
  if (serverIds === null || serverIds.length === 0) return;
  const servers = await tx.upstream.findMany({
    where: { id: { in: [...serverIds] }, workspaceId: { in: [...workspaceIds] } },
    select: { name: true, environment: true },
  });
  if (servers.length < serverIds.length) {
    throw invalidField("serverIds", "One of these MCP servers does not belong to the chosen workspaces. Choose again.");
  }
  const other = servers.find((server) => environment !== null && server.environment !== environment);
  if (!other) return;
  throw invalidField(
    "serverIds",
    `${other.name} belongs to ${other.environment}, and the key is limited to ${environment}. Leave it out, or choose another environment.`,
  );
}
