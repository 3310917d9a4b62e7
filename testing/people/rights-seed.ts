import { addDays } from "#lib/clock";
import { db } from "#lib/db/client";
import { newId } from "#lib/ids";
import { ACCESS_TOKEN_PREFIX, generateToken, hashToken } from "#lib/secrets/token";
import { connect } from "#testing/machine/running-gateway";
import {
  makeMembership,
  makeUser,
  makeWorkspace,
  NOW,
  type TestUser,
  type TestWorkspace,
} from "#testing/people/factories";
import { makeClient } from "#testing/people/make-app";
import { type Case, SERVERS, type ServerName, TOOLS, VALUES } from "#testing/people/rights-model";

/** A case and the key that was made for it. */
export type Row = { case: Case; token: string; address: string };

type Place = { workspace: TestWorkspace; serverIds: Record<ServerName, string> };

/** Makes a workspace for each policy, a person for each kind of owner, and a key for each case in one insert. */
export async function seed(cases: readonly Case[], serverUrl: string): Promise<Row[]> {
  const places = new Map<string, Place>();
  for (const policy of VALUES.policy) places.set(policy, await makePlace(policy, serverUrl));
  const people = await makePeople([...places.values()].map(({ workspace }) => workspace));
  const keys = cases.map((one, index) => {
    const place = places.get(one.policy);
    const owner = people.get(personOf(one)) ?? null;
    if (!place) throw new Error(`There is no workspace for ${one.policy}.`);
    return { one, place, owner, id: newId("key"), token: tokenOf(one), address: addressOf(index) };
  });
  const clientId = await makeClient();
  await db().key.createMany({ data: keys.map((key) => keyRow(key, clientId)) });
  await db().oAuthAccessToken.createMany({ data: keys.filter(({ one }) => one.credential === "app").map(tokenRow) });
  await db().keyWorkspace.createMany({
    data: keys.map(({ one, place, id }) => ({
      keyId: id,
      workspaceId: place.workspace.id,
      detachedAt: one.membership === "detached" ? NOW : null,
    })),
  });
  await db().keyServer.createMany({
    data: keys
      .filter(({ one }) => one.servers === "second")
      .map(({ place, id }) => ({ keyId: id, upstreamId: place.serverIds.second })),
  });
  return keys.map(({ one, token, address }) => ({ case: one, token, address }));
}

function tokenOf({ credential }: Case): string {
  return generateToken(credential === "app" ? ACCESS_TOKEN_PREFIX : "mcp_");
}

const POLICIES: Record<Case["policy"], object | null> = {
  none: null,
  "full access for admins": { fullAccess: "admins" },
  "keys by admins": { keyMakers: "admins" },
  "apps by admins": { appMakers: "admins" },
  "listed clients": { appClients: "listed", listedClients: ["claude.ai"] },
  "30 days": { maxLifetimeDays: 30 },
  expiry: { expiryRequired: true },
  "from here": { networks: ["10.0.0.0/8"] },
  "from elsewhere": { networks: ["192.0.2.0/24", "2001:db8::/32"] },
};

async function makePlace(policy: Case["policy"], serverUrl: string): Promise<Place> {
  const workspace = await makeWorkspace(policy, []);
  const rules = POLICIES[policy];
  if (rules) await db().workspacePolicy.create({ data: { workspaceId: workspace.id, updatedAt: NOW, ...rules } });
  const first = await makeServer(workspace, serverUrl, "first");
  return { workspace, serverIds: { first, second: await makeServer(workspace, serverUrl, "second") } };
}

async function makeServer(workspace: TestWorkspace, url: string, slug: ServerName): Promise<string> {
  const id = await connect(workspace, url, { slug });
  await db().toolRule.createMany({
    data: Object.entries(TOOLS).flatMap(([toolName, { rule }]) =>
      rule ? [{ upstreamId: id, toolName, access: rule }] : [],
    ),
  });
  const data = { ...SERVERS[slug], revision: { increment: 1 } };
  await db().upstream.update({ where: { id }, data });
  return id;
}

const OWNER_STATES = ["in", "left", "disabled"] as const;
const ROLES = ["owner", "admin", "member"] as const;

async function makePeople(workspaces: readonly TestWorkspace[]): Promise<Map<string, TestUser>> {
  const people = new Map<string, TestUser>();
  for (const role of ROLES) {
    for (const ownerState of OWNER_STATES) {
      const user = await makeUser(`${role} ${ownerState}`);
      people.set(`${role} ${ownerState}`, user);
      if (ownerState === "disabled") await db().user.update({ where: { id: user.id }, data: { disabledAt: NOW } });
      if (ownerState !== "left") for (const { id } of workspaces) await makeMembership(id, user, role);
    }
  }
  return people;
}

/** Returns the name of the key's owner. A disabled owner has not left the workspace. */
function personOf({ role, membership, status }: Case): string {
  if (status === "owner disabled") return `${role} disabled`;
  return `${role} ${membership === "left" ? "left" : "in"}`;
}

/** Returns an address for each key, because failures are counted by address. */
function addressOf(index: number): string {
  return `10.0.${index >> 8}.${index & 255}`;
}

const EXPIRES_IN_DAYS: Record<Case["status"], number | null> = {
  "active for ever": null,
  "active for 90 days": 90,
  expiring: 5,
  expired: 0,
  revoked: 90,
  "owner disabled": 90,
};

type Key = { one: Case; place: Place; owner: TestUser | null; id: string; token: string };

/** The access token of an app works longer than the app, so the end of the app decides. */
function tokenRow({ id, token }: Key) {
  return {
    tokenHash: hashToken(token),
    keyId: id,
    lineId: newId("lin"),
    createdAt: NOW,
    expiresAt: addDays(NOW, 1_000),
  };
}

function credentialOf({ one, token }: Key, clientId: string) {
  if (one.credential === "app") return { oauthClientId: clientId, tokenStart: "", tokenEnd: "" };
  return { tokenHash: hashToken(token), tokenStart: token.slice(0, 9), tokenEnd: token.slice(-5) };
}

function keyRow(key: Key, clientId: string) {
  const { one, place, owner, id } = key;
  const days = EXPIRES_IN_DAYS[one.status];
  return {
    id,
    familyId: id,
    userId: owner?.id ?? null,
    serviceWorkspaceId: owner ? null : place.workspace.id,
    ...credentialOf(key, clientId),
    scopes: [one.scope],
    environment: one.environment === "any" ? null : one.environment,
    allServers: one.servers === "all",
    createdAt: NOW,
    updatedAt: NOW,
    expiresAt: days === null ? null : addDays(NOW, days),
    revokedAt: one.status === "revoked" ? NOW : null,
  };
}
