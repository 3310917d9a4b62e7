import { beforeEach, describe, expect, test } from "vitest";
import { SECOND_MS } from "#lib/clock";
import { connectionOf } from "#lib/connection/queries";
import { flushAttempts, type RefusedAttempt, recordAttempt } from "#lib/connection/record-attempt";
import { db } from "#lib/db/client";
import { forget } from "#lib/process";
import { generateToken } from "#lib/secrets/token";
import { useDatabase } from "#testing/databases/use-database";
import {
  callerOf,
  makeKey,
  makeServiceKey,
  makeUser,
  makeWorkspace,
  NOW,
  type TestUser,
  type TestWorkspace,
} from "#testing/people/factories";

useDatabase();

const token = generateToken("mcp_");
const since = new Date(NOW.getTime() - 60 * SECOND_MS);
let ada: TestUser;
let acme: TestWorkspace;
let keyId: string;

beforeEach(async () => {
  forget("refused-attempts");
  ada = await makeUser("Ada");
  acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  keyId = await makeKey(ada, [acme], { token, name: "Laptop" });
});

async function refuse(attempt: Partial<RefusedAttempt>): Promise<void> {
  const defaults = { at: NOW, address: "127.0.0.1", problem: "unknown", keyId: null, tokenStart: null } as const;
  recordAttempt({ ...defaults, userAgent: "cursor/1.2 (linux)", ...attempt });
  await flushAttempts();
}

const problemFor = async (user: TestUser = ada, id = keyId) => (await connectionOf(callerOf(user), id, since)).problem;

describe("a key's connection", () => {
  test("is awaited from the instant that the first question gives", async () => {
    await db().key.updateMany({ data: { lastUsedAt: NOW } });
    expect(await connectionOf(callerOf(ada), keyId, null)).toEqual({ now: NOW, connected: null, problem: null });
  });

  test("is there once the key was used since", async () => {
    await db().key.update({
      where: { id: keyId },
      data: { lastUsedAt: NOW, lastUsedClient: "claude-code", lastUsedVersion: "2.1.3" },
    });
    const { connected } = await connectionOf(callerOf(ada), keyId, since);
    expect(connected).toEqual({ client: "claude-code", version: "2.1.3", at: NOW });
    expect((await connectionOf(callerOf(ada), keyId, new Date(NOW.getTime() + 1))).connected).toBeNull();
  });

  test("is nobody else's business; a service key's is its admins'", async () => {
    const grace = await makeUser("Grace");
    await db().membership.create({ data: { workspaceId: acme.id, userId: grace.id, role: "member", createdAt: NOW } });
    await expect(connectionOf(callerOf(grace), keyId, since)).rejects.toMatchObject({ code: "NOT_FOUND" });
    const serviceKey = await makeServiceKey(acme);
    expect(await connectionOf(callerOf(ada), serviceKey, since)).toMatchObject({ connected: null });
    await expect(connectionOf(callerOf(grace), serviceKey, since)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("what is wrong is named", () => {
  test("when a client from the same place says nothing of a key", async () => {
    await refuse({ problem: "no_credential" });
    expect(await problemFor()).toEqual({ kind: "no_credential", at: NOW, client: "cursor/1.2", otherKey: null });
  });

  test("but not when it comes from elsewhere, or came before", async () => {
    await refuse({ problem: "no_credential", address: "192.0.2.1" });
    await refuse({ problem: "no_bearer", at: new Date(since.getTime() - 1) });
    expect(await problemFor()).toBeNull();
  });

  test("when this key arrives cut short, from wherever", async () => {
    await refuse({ problem: "cut_short", address: "192.0.2.1", tokenStart: token.slice(0, 9) });
    expect(await problemFor()).toMatchObject({ kind: "cut_short" });
  });

  test("when it is another key of the same person that has expired", async () => {
    const old = await makeKey(ada, [acme], { name: "Old laptop" });
    await refuse({ problem: "expired", keyId: old, address: "192.0.2.1" });
    expect(await problemFor()).toMatchObject({
      kind: "expired",
      otherKey: { name: "Old laptop", workspaces: ["Acme"] },
    });
  });

  test("when another key of the same person is used from the same place", async () => {
    const labs = await makeWorkspace("Labs", [[ada, "member"]]);
    const other = await makeKey(ada, [labs], { name: "Other" });
    await db().key.update({ where: { id: other }, data: { lastUsedAt: NOW, lastUsedAddress: "127.0.0.1" } });
    expect(await problemFor()).toMatchObject({ kind: "other_key", otherKey: { name: "Other", workspaces: ["Labs"] } });
  });

  test("never a key of somebody else", async () => {
    const grace = await makeUser("Grace");
    const hers = await makeKey(grace, [], { name: "Hers" });
    await refuse({ problem: "revoked", keyId: hers });
    await db().key.update({ where: { id: hers }, data: { lastUsedAt: NOW, lastUsedAddress: "127.0.0.1" } });
    expect(await problemFor()).toBeNull();
  });
});

test("a flood of refusals writes little, and what is an hour old goes", async () => {
  for (let number = 0; number < 1_000; number += 1) {
    recordAttempt({
      at: NOW,
      address: `10.0.${number >> 8}.${number & 255}`,
      problem: "unknown",
      keyId: null,
      tokenStart: null,
      userAgent: undefined,
    });
  }
  await flushAttempts();
  expect(await db().refusedAttempt.count()).toBe(10);
  const later = new Date(NOW.getTime() + 3_600_001);
  await refuse({ at: later });
  expect(await db().refusedAttempt.count()).toBe(1);
});
