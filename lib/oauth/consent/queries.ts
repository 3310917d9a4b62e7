import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import { CONNECTED_APPS } from "#lib/keys/lists/filters";
import type { KeyView } from "#lib/keys/view/dto";
import { ownKeySelect, ownKeyView } from "#lib/keys/view/key-view";
import type { KnownClient } from "#lib/oauth/clients/client";
import type { AuthorizationRequest } from "#lib/oauth/consent/authorization-request";
import { distinctName } from "#lib/oauth/consent/distinct-name";
import type { AskingClient, Consent } from "#lib/oauth/consent/dto";
import { redirectTarget } from "#lib/oauth/protocol/redirect-uri";
import { networkOf } from "#lib/rate-limit/network";

/** The most earlier apps that the page offers. Nobody looks through more installations of one program. */
const EARLIER_MAX = 20;
/** More names than anybody's apps have. Beyond it a name may occur twice, which harms nobody. */
const NAMES_MAX = 1_000;

/** Reads what the page shows on which the caller agrees to a request. */
export async function readConsent(caller: Caller, { client, ...request }: AuthorizationRequest): Promise<Consent> {
  const [earlier, taken] = await Promise.all([earlierApps(caller, client), namesOfApps(caller)]);
  // Each installation of a program that registers itself has a client of its own.
  const isShared = client.source !== "dynamic";
  return {
    client: askingClient(client),
    target: redirectTarget(request.redirectUri),
    wanted: request.scopes,
    earlier: isShared ? earlier : earlier.slice(0, 1),
    againId: (isShared ? earlier.find((app) => isFromNetworkOf(caller, app)) : earlier[0])?.id ?? null,
    isShared,
    newName: distinctName(client.name, taken),
  };
}

/** Says who vouches for the name of a client. */
export function askingClient({ name, source, clientId }: KnownClient): AskingClient {
  if (source === "manual") return { name, vouchedBy: "admin", host: null };
  if (source === "dynamic") return { name, vouchedBy: "nobody", host: null };
  return { name, vouchedBy: "document", host: URL.parse(clientId)?.host ?? null };
}

async function earlierApps(caller: Caller, { rowId }: KnownClient): Promise<KeyView[]> {
  if (rowId === null) return [];
  const { userId } = caller.principal;
  const rows = await db().key.findMany({
    where: { userId, oauthClientId: rowId, revokedAt: null },
    select: ownKeySelect(userId),
    orderBy: [{ lastUsedAt: { sort: "desc", nulls: "last" } }, { createdAt: "desc" }, { id: "desc" }],
    take: EARLIER_MAX,
  });
  return rows.map((row) => ownKeyView(row, caller.now));
}

/** A program on this machine, or in this household, was used from the address from which the browser comes now. */
function isFromNetworkOf({ address }: Caller, { lastUse }: KeyView): boolean {
  if (!address || !lastUse?.address) return false;
  return networkOf(lastUse.address) === networkOf(address);
}

async function namesOfApps({ principal }: Caller): Promise<ReadonlySet<string>> {
  const apps = await db().key.findMany({
    where: { AND: [{ userId: principal.userId, revokedAt: null }, CONNECTED_APPS] },
    select: { name: true },
    take: NAMES_MAX,
  });
  return new Set(apps.flatMap(({ name }) => name ?? []));
}
