import type { Prisma } from "#lib/db/client";
import type { AppClient } from "#lib/keys/view/dto";

/** The columns of an OAuth client that screens need. */
export const APP_CLIENT_COLUMNS = {
  id: true,
  clientId: true,
  name: true,
  source: true,
} as const satisfies Prisma.OAuthClientSelect;

type Row = Prisma.OAuthClientGetPayload<{ select: typeof APP_CLIENT_COLUMNS }>;

const VOUCHED_BY: Record<Row["source"], AppClient["vouchedBy"]> = {
  dynamic: "nobody",
  document: "document",
  manual: "admin",
};

/** Names the OAuth client of a connected app, and who vouches for the name. */
export function appClientOf({ id, clientId, name, source }: Row): AppClient {
  const host = source === "document" ? (URL.parse(clientId)?.host ?? null) : null;
  return { id, clientId, source, name, vouchedBy: VOUCHED_BY[source], host };
}
