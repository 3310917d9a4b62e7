import { beforeEach, expect, test } from "vitest";
import { changePasswordAndCredentials } from "#lib/api-tokens/change-password";
import { revokeLeakedCredentials } from "#lib/api-tokens/leaks";
import { hashPassword } from "#lib/auth/passwords/password";
import { db } from "#lib/db/client";
import { detachKeys } from "#lib/keys/life/detach";
import { changeRole } from "#lib/members/change-role";
import { API_TOKEN_PREFIX, generateToken, hashToken } from "#lib/secrets/token";
import { deleteWorkspace } from "#lib/workspaces/delete-workspace";
import { waitingConnections } from "#testing/databases/paused-commit";
import { makeKey, NOW } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

const PASSWORD = "violet anchor tumble sieve";
const NEW_PASSWORD = "copper lantern drift maple";
const passwordHash = await hashPassword(PASSWORD);

const world = useWorkspace({ acme: { ada: "owner", olga: "owner" } });

type Table = "Key" | "ApiToken" | "Invitation";

/** The last id comes first in the table, where a query without an order begins. */
const IDS = ["e", "d", "c", "b", "a"];
const KEY_TOKENS = IDS.map((id) => `token of ${id}`);
const API_TOKENS = IDS.map(() => generateToken(API_TOKEN_PREFIX));

beforeEach(async () => {
  const { acme, ada } = world;
  await db().user.update({ where: { id: ada.id }, data: { passwordHash } });
  for (const [index, id] of IDS.entries()) {
    const made = await makeKey(ada, [acme], { token: KEY_TOKENS[index] ?? "" });
    await db().key.update({ where: { id: made }, data: { id } });
  }
  const times = { createdAt: NOW, expiresAt: new Date(NOW.getTime() + 1_000) };
  await db().apiToken.createMany({
    data: IDS.map((id, index) => ({
      ...times,
      id,
      userId: ada.id,
      name: id,
      scopes: ["keys:read"],
      tokenHash: hashToken(API_TOKENS[index] ?? ""),
      tokenStart: API_TOKEN_PREFIX,
      tokenEnd: id,
    })),
  });
  await db().invitation.createMany({
    data: IDS.map((id) => ({
      ...times,
      id,
      workspaceId: acme.id,
      email: `${id}@example.com`,
      role: "admin" as const,
      tokenHash: id,
      invitedById: ada.id,
    })),
  });
});

const reported = (tokens: string[]) =>
  revokeLeakedCredentials({
    source: "anybody",
    at: NOW,
    address: null,
    tokens: new Map(tokens.map((token) => [token, { url: null }])),
  });
const changePassword = () =>
  changePasswordAndCredentials(world.callers.ada, {
    currentPassword: PASSWORD,
    newPassword: NEW_PASSWORD,
    endApiTokens: true,
    revokeKeys: true,
  });

/** Everything that locks several rows of one table, with the table. */
const OPERATIONS: [name: string, table: Table, run: () => Promise<unknown>][] = [
  [
    "deleteWorkspace",
    "Key",
    () => deleteWorkspace(world.callers.olga, { workspace: world.acme.id, confirmation: world.acme.name }),
  ],
  ["detachKeys", "Key", () => detachKeys(world.callers.olga, { workspace: world.acme.id, keyIds: IDS, reason: null })],
  ["revokeLeakedCredentials", "Key", () => reported(KEY_TOKENS)],
  ["revokeLeakedCredentials", "ApiToken", () => reported(API_TOKENS)],
  ["changePasswordAndCredentials", "Key", changePassword],
  ["changePasswordAndCredentials", "ApiToken", changePassword],
  [
    "changeRole",
    "Invitation",
    () => changeRole(world.callers.olga, { workspace: world.acme.id, userId: world.ada.id, role: "member" }),
  ],
];

test.each(OPERATIONS)("%s locks several rows of %s in the order of their ids", async (_name, table, run) => {
  let running: Promise<unknown> | undefined;
  await db().$transaction(
    async (holder) => {
      await holder.$queryRawUnsafe(`SELECT id FROM "${table}" WHERE id = 'a' FOR UPDATE`);
      running = run();
      await expect.poll(waitingConnections).toEqual({ atGate: 0, forRows: 1 });
      // The operation waits for the first row. If it held a later row already, it could wait in a circle with another one.
      const free = await holder.$queryRawUnsafe(`SELECT id FROM "${table}" ORDER BY id FOR UPDATE SKIP LOCKED`);
      expect(free).toEqual(IDS.toSorted().map((id) => ({ id })));
    },
    { timeout: 60_000 },
  );
  await running;
});
