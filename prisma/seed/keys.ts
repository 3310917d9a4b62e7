import { hash } from "node:crypto";
import type { Caller } from "#lib/auth/principal";
import { importLegacyTokens } from "#lib/keys/legacy/import";
import { createKey } from "#lib/keys/life/create-key";
import { createServiceKey } from "#lib/keys/life/create-service-key";
import { detachKey } from "#lib/keys/life/detach";
import { revokeKey } from "#lib/keys/life/revoke-key";
import { rotateKey } from "#lib/keys/life/rotate";
import { createKeySchema, createServiceKeySchema } from "#lib/keys/settings/schema";
import { changePolicy } from "#lib/policy/operations";
import { policyOf } from "#lib/policy/queries";
import { changePolicySchema } from "#lib/policy/schema";
import { at, type People } from "#prisma/seed/people";
import type { Servers } from "#prisma/seed/servers";

/** A key that the history of the seed uses. */
export type UsedKey = { id: string; userId: string; client: string; version: string; title: string | null };

const MANY = 40;

/** Makes keys in every status, for people and for the workspace, and then a policy that blocks some of them. */
export async function seedKeys(people: People, servers: Servers): Promise<UsedKey[]> {
  const { owner, admin, member, workspace } = people;
  const make = async (caller: Caller, days: number, settings: object) => {
    const input = createKeySchema.parse({ workspaceIds: [workspace.id], ...settings });
    return (await createKey(at(caller, days), input)).key;
  };
  const laptop = await make(owner, -60, { name: "Claude Code laptop", expiresInDays: 90 });
  const desktop = await make(owner, -59, {
    name: "Claude Desktop",
    workspaceIds: [workspace.id, people.labs.id],
    scopes: ["mcp:full"],
    expiresInDays: null,
  });
  const soon = await make(owner, -85, { name: "Expires soon", expiresInDays: 90 });
  await make(owner, -40, { name: "Expired", expiresInDays: 30 });
  const revoked = await make(owner, -30, { name: "Revoked", expiresInDays: 365 });
  await revokeKey(at(owner, -5), { keyId: revoked.id, reason: "The laptop was lost", confirmation: "Revoked" });
  const rotated = await make(owner, -50, { name: "Release script", expiresInDays: 365 });
  await rotateKey(at(owner, 0), { keyId: rotated.id, overlap: "24_hours", expiresInDays: "same" });
  await make(owner, -95, { name: "Never used", expiresInDays: 365 });
  await make(owner, -3, { name: "Staging alone", environment: "staging", expiresInDays: 7 });
  await make(owner, -3, {
    name: "A key whose name is as long as the name of any key is able to be",
    serverIds: [servers.notebook],
    scopes: ["mcp:tools:list", "mcp:tools:call"],
    expiresInDays: 30,
  });
  const full = await make(member, -20, { name: "Cursor", scopes: ["mcp:full"], expiresInDays: 90 });
  const detached = await make(member, -20, { name: "Old laptop", expiresInDays: 90 });
  await detachKey(at(admin, -4), { workspace: workspace.slug, keyId: detached.id, reason: "Not needed any more" });
  for (let index = 1; index <= MANY; index += 1) {
    await make(admin, -index, { name: `Experiment ${index}`, expiresInDays: 60 + index });
  }
  await seedServiceKeys(people);
  await seedLegacyTokens(people);
  await blockSome(people);
  const used = (
    key: { id: string },
    caller: Caller,
    client: string,
    version: string,
    title: string | null,
  ): UsedKey => {
    return { id: key.id, userId: caller.principal.userId, client, version, title };
  };
  return [
    used(laptop, owner, "claude-code", "2.1.3", "Claude Code"),
    used(desktop, owner, "claude-ai", "0.1.0", null),
    used(soon, owner, "codex-mcp-client", "0.171.0", "Codex"),
    used(rotated, owner, "release-script", "1.0", null),
    used(full, member, "Cursor", "1.9.2", null),
  ];
}

async function seedServiceKeys({ admin, workspace }: People): Promise<void> {
  for (const [days, name] of [
    [-45, "CI deploy"],
    [-35, "Nightly report"],
  ] as const) {
    const input = { workspace: workspace.slug, name, scopes: ["mcp:read"], expiresInDays: 365 };
    await createServiceKey(at(admin, days), createServiceKeySchema.parse(input));
  }
}

async function seedLegacyTokens({ now }: People): Promise<void> {
  async function* lines() {
    for (const name of ["Old gateway", "Old script"]) {
      yield `alan@example.com,${name},${hash("sha256", `seed ${name}`)}`;
    }
  }
  await importLegacyTokens(lines(), { skipBad: false, scopes: ["mcp:read"], now, onBad: () => {} });
}

/** The policy keeps out full access of members, so the member's key is blocked. */
async function blockSome({ owner, workspace }: People): Promise<void> {
  const caller = at(owner, -1);
  const { version } = await policyOf(caller, workspace.slug);
  const wanted = { workspace: workspace.slug, seen: version, maxLifetimeDays: 365, fullAccess: "admins" };
  await changePolicy(caller, changePolicySchema.parse(wanted));
}
