import type { Transaction } from "#lib/db/client";
import { hashToken, isAccessToken, isRefreshToken } from "#lib/secrets/token";

/** A token of an app, as the endpoints for revocation and introspection find it. */
export type FoundToken = {
  kind: "access" | "refresh";
  keyId: string;
  tokenHash: string;
  /** The scopes to which it is limited; empty for all that the app may do. */
  scopes: string[];
  createdAt: Date;
  /** Null for a refresh token, which works as long as its app. */
  expiresAt: Date | null;
  /** Whether it was exchanged for a successor. */
  isUsed: boolean;
};

/** Finds a token by its form and its hash; null for any other text. */
export async function findToken(tx: Transaction, token: string): Promise<FoundToken | null> {
  const tokenHash = hashToken(token);
  if (isAccessToken(token)) {
    const row = await tx.oAuthAccessToken.findUnique({ where: { tokenHash } });
    return row && { ...row, kind: "access", isUsed: false };
  }
  if (!isRefreshToken(token)) return null;
  const row = await tx.oAuthRefreshToken.findUnique({ where: { tokenHash } });
  return row && { ...row, kind: "refresh", scopes: [], expiresAt: null, isUsed: row.usedAt !== null };
}
