import type { Transaction } from "#lib/db/client";
import { invalidField } from "#lib/errors";

type Limits = { workspaceIds: readonly string[]; environment: string | null; serverIds: readonly string[] | null };

/**
 * Checks that every server to which a key is to be limited is one of its workspaces' and of its environment.
 * Whether the caller is a member of these workspaces must have been checked before.
 * @throws AppError INVALID_INPUT
 */
export async function requireServersWithin(tx: Transaction, limits: Limits): Promise<void> {
  const { workspaceIds, environment, serverIds } = limits;
  if (serverIds === null || serverIds.length === 0) return;
  const found = await tx.upstream.findMany({
    where: { id: { in: [...serverIds] }, workspaceId: { in: [...workspaceIds] } },
    select: { name: true, environment: true },
  });
  if (found.length < serverIds.length) {
    throw invalidField("serverIds", "One of these MCP servers does not belong to the chosen workspaces. Choose again.");
  }
  const other = found.find((server) => environment !== null && server.environment !== environment);
  if (!other) return;
  throw invalidField(
    "serverIds",
    `${other.name} belongs to ${other.environment}, and the key is limited to ${environment}. Leave it out, or choose another environment.`,
  );
}
