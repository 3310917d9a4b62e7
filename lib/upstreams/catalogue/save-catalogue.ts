import { Prisma, type Transaction } from "#lib/db/client";
import { formatMebibytes } from "#lib/format/mebibytes";
import { catalogueBudgetBytes } from "#lib/upstreams/catalogue/catalogue-size";
import type { NamedFailure } from "#lib/upstreams/catalogue/failure";
import type { StoredCatalogue } from "#lib/upstreams/catalogue/stored-text";

type Server = { id: string; workspaceId: string; name: string };

/**
 * Checks that the workspace has room for a catalogue of a server in place of its stored one. It locks the workspace
 * until the transaction ends, so two catalogues cannot take the same room.
 * @returns the failure when there is no room; null otherwise
 */
export async function requireBudget(tx: Transaction, server: Server, bytes: number): Promise<NamedFailure | null> {
  await tx.$queryRaw`SELECT id FROM "Workspace" WHERE id = ${server.workspaceId} FOR NO KEY UPDATE`;
  const { _sum } = await tx.catalogue.aggregate({
    where: { upstreamId: { not: server.id }, upstream: { workspaceId: server.workspaceId } },
    _sum: { bytes: true },
  });
  const budget = catalogueBudgetBytes();
  const left = Math.max(0, budget - (_sum.bytes ?? 0));
  if (bytes <= left) return null;
  const room = `this workspace has ${formatMebibytes(left, true)} left of ${formatMebibytes(budget)}.`;
  const message = `“${server.name}” was reached, but its catalogue has ${formatMebibytes(bytes)}; ${room}`;
  return { code: "CATALOGUE_TOO_LARGE", message };
}

/** Stores a catalogue in place of the one before. The lists are texts already, so nothing is written again here. */
export async function storeCatalogue(tx: Transaction, upstreamId: string, content: StoredCatalogue): Promise<void> {
  const { era, protocolVersion, serverName, serverVersion, instructions, lists, bytes, contentHash } = content;
  const capabilities = JSON.stringify(content.capabilities);
  await tx.$executeRaw(Prisma.sql`
    INSERT INTO "Catalogue" ("upstreamId", "era", "protocolVersion", "serverName", "serverVersion", "instructions",
      "capabilities", "tools", "resources", "resourceTemplates", "prompts", "bytes", "contentHash")
    VALUES (${upstreamId}, ${era}, ${protocolVersion}, ${serverName}, ${serverVersion}, ${instructions},
      ${capabilities}::jsonb, ${lists.tools}::json, ${lists.resources}::json,
      ${lists.resourceTemplates}::json, ${lists.prompts}::json, ${bytes}, ${contentHash})
    ON CONFLICT ("upstreamId") DO UPDATE SET
      "era" = EXCLUDED."era", "protocolVersion" = EXCLUDED."protocolVersion", "serverName" = EXCLUDED."serverName",
      "serverVersion" = EXCLUDED."serverVersion", "instructions" = EXCLUDED."instructions",
      "capabilities" = EXCLUDED."capabilities", "tools" = EXCLUDED."tools",
      "resources" = EXCLUDED."resources", "resourceTemplates" = EXCLUDED."resourceTemplates",
      "prompts" = EXCLUDED."prompts", "bytes" = EXCLUDED."bytes", "contentHash" = EXCLUDED."contentHash"`);
}
