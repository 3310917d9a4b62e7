import type { ApiTokenView } from "#lib/api-tokens/dto";
import { isApiScope } from "#lib/auth/api-scopes";
import type { Prisma } from "#lib/db/client";
import { keyStatus } from "#lib/keys/access/status";
import { maskOf } from "#lib/secrets/token-mask";

/** The columns that a view needs. They never include the hash of the token. */
export const API_TOKEN_COLUMNS = {
  id: true,
  name: true,
  tokenStart: true,
  tokenEnd: true,
  scopes: true,
  createdAt: true,
  expiresAt: true,
  revokedAt: true,
  leakedAt: true,
  lastUsedAt: true,
  lastUsedAddress: true,
  lastUsedApp: true,
} as const satisfies Prisma.ApiTokenSelect;

/** Makes the view of a token that its owner sees at `now`. */
export function apiTokenView(
  row: Prisma.ApiTokenGetPayload<{ select: typeof API_TOKEN_COLUMNS }>,
  now: Date,
): ApiTokenView {
  const { id, name, createdAt, expiresAt, leakedAt, lastUsedAt: at, lastUsedAddress: address, lastUsedApp: app } = row;
  return {
    id,
    name,
    mask: maskOf(row),
    scopes: row.scopes.filter(isApiScope),
    status: keyStatus(row, now),
    leakedAt,
    createdAt,
    expiresAt,
    lastUse: at && { at, address, app },
  };
}
