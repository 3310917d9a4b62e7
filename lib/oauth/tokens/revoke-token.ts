import { db } from "#lib/db/client";
import type { KnownClient } from "#lib/oauth/clients/client";
import { endApp } from "#lib/oauth/tokens/end-app";
import { findToken } from "#lib/oauth/tokens/find-token";
import { lockApp } from "#lib/oauth/tokens/lock-app";

/** What the screens show as the reason. */
const SIGNED_OUT = "Signed out from the client";

/**
 * Ends the app that a token belongs to, when its client gives the token back (RFC 7009). Both kinds of token end it:
 * people who sign out in a client expect that nothing of it works any more. An unknown token, or one of another client,
 * changes nothing.
 */
export async function revokeToken(
  client: KnownClient,
  { token, address }: { token: string; address: string | null },
  now: Date,
): Promise<void> {
  await db().$transaction(async (tx) => {
    const found = await findToken(tx, token);
    const app = found && (await lockApp(tx, found.keyId, now));
    if (!app || app.clientRowId !== client.rowId) return;
    await endApp(tx, { kind: "key", id: app.userId, at: now, address }, app, SIGNED_OUT);
  });
}
