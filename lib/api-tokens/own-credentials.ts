import type { OwnCredentials } from "#lib/api-tokens/dto";
import { type AuditActor, recordAuditEvents } from "#lib/audit/record";
import type { Caller } from "#lib/auth/principal";
import { db, type Transaction } from "#lib/db/client";
import { countOwnKeys, revokeOwnKeys } from "#lib/keys/life/revoke-own-keys";
import { usableAt } from "#lib/keys/lists/filters";

/** Which credentials of a person end together with their password. */
export type EndedCredentials = { apiTokens: boolean; keys: boolean };

const REASON = "The password was changed";

/** Counts what works for the caller without their password: usable API tokens, keys and connected apps. Service keys do not count. */
export async function countOwnCredentials(caller: Caller): Promise<OwnCredentials> {
  const { userId } = caller.principal;
  const [apiTokens, own] = await Promise.all([
    db().apiToken.count({ where: { ...usableAt(caller.now), userId } }),
    countOwnKeys(db(), userId, caller.now),
  ]);
  return { apiTokens, ...own };
}

/**
 * Ends the chosen credentials of a person, each with its audit events. Everything that uses them is refused from the
 * next request.
 * @param actor who ends them: the person, or an operator
 */
export async function endCredentials(
  tx: Transaction,
  actor: AuditActor,
  userId: string,
  { apiTokens, keys }: EndedCredentials,
): Promise<void> {
  if (apiTokens) await revokeApiTokens(tx, actor, userId);
  if (keys) await revokeOwnKeys(tx, actor, userId, REASON);
}

async function revokeApiTokens(tx: Transaction, actor: AuditActor, userId: string): Promise<void> {
  const { at } = actor;
  const revoked = await tx.$queryRaw<{ id: string; name: string }[]>`
    UPDATE "ApiToken" SET "revokedAt" = ${at}
     WHERE id IN (SELECT id FROM "ApiToken" WHERE "userId" = ${userId} AND "revokedAt" IS NULL
                     AND ("expiresAt" IS NULL OR "expiresAt" > ${at})
                   ORDER BY id FOR UPDATE)
    RETURNING id, name`;
  if (revoked.length === 0) return;
  const entries = revoked.map((one) => {
    return { action: "api_token.revoked", target: { type: "api_token", ...one }, details: { reason: REASON } } as const;
  });
  await recordAuditEvents(tx, actor, entries);
}
