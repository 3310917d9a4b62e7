import { recordAudit } from "#lib/audit/record";
import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import { requireEncryptionKey } from "#lib/secrets/encryption-key";
import { seal } from "#lib/secrets/secret-box";
import { hostOf } from "#lib/webhooks/host";
import { generateSecret } from "#lib/webhooks/secret";
import { requireWebhook } from "#lib/webhooks/settings/guards";
import { oldSecretEnd } from "#lib/webhooks/settings/old-secret";
import type { RotateWebhookSecretInput } from "#lib/webhooks/settings/schema";

/**
 * Gives a webhook a new secret, which is never shown again. The old secret ends at once, or messages are signed with
 * both for 24 hours, so the receiver misses none while it changes. A secret from an earlier rotation ends at once.
 * @throws AppError FORBIDDEN or NOT_FOUND by the caller's role; UNAVAILABLE with a wrong `ENCRYPTION_KEY`
 */
export async function rotateWebhookSecret(
  caller: Caller,
  input: RotateWebhookSecretInput,
): Promise<{ secret: string }> {
  const secret = generateSecret();
  return db().$transaction(async (tx) => {
    const { id, workspaceId, url } = await requireWebhook(tx, caller, input);
    await requireEncryptionKey(tx);
    await tx.$queryRaw`SELECT id FROM "Webhook" WHERE id = ${id} FOR UPDATE`;
    const { encryptedSecret } = await tx.webhook.findUniqueOrThrow({
      where: { id },
      select: { encryptedSecret: true },
    });
    const oldSecretUntil = oldSecretEnd(input.overlap, caller.now);
    await tx.webhook.update({
      where: { id },
      data: {
        encryptedSecret: seal(secret, id),
        encryptedOldSecret: oldSecretUntil && encryptedSecret,
        oldSecretUntil,
        updatedAt: caller.now,
      },
    });
    await recordAudit(tx, caller, {
      action: "webhook.secret_rotated",
      workspaceId,
      target: { type: "webhook", id, name: hostOf(url) },
      details: { oldSecretUntil: oldSecretUntil?.toISOString() ?? null },
    });
    return { secret };
  });
}
