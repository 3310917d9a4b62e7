import { beforeEach, describe, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { useDatabase } from "#lib/db/testing";
import { authenticate } from "#lib/keys/authenticate";
import { lookUpKey } from "#lib/keys/key-lookup";
import { generateToken, hashToken } from "#lib/keys/token";
import {
  makeKey,
  makeMembership,
  makeUser,
  makeWorkspace,
  NOW,
  type TestUser,
  type TestWorkspace,
} from "#lib/testing/factories";

useDatabase();

let ada: TestUser;
let acme: TestWorkspace;
let labs: TestWorkspace;
let token: string;

beforeEach(async () => {
  ada = await makeUser("Ada");
  acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  labs = await makeWorkspace("Labs", [[ada, "member"]]);
  token = generateToken("mcp_");
});

describe("outcomes", () => {
  test("missing, malformed and invalid are told apart", async () => {
    expect(await authenticate(null, NOW)).toEqual({ outcome: "missing" });
    expect(await authenticate("mcp_short", NOW)).toEqual({ outcome: "malformed" });
    expect(await authenticate(token, NOW)).toEqual({ outcome: "invalid" });
  });

  test("a key is good up to, not including, its expiry", async () => {
    await makeKey(ada, [acme], { token, expiresAt: NOW });
    expect(await authenticate(token, new Date(NOW.getTime() - 1))).toMatchObject({ outcome: "ok" });
    expect(await authenticate(token, NOW)).toEqual({ outcome: "invalid" });
  });

  test("a key made under an earlier KEY_PREFIX still works", async () => {
    const old = generateToken("acme_");
    await makeKey(ada, [acme], { token: old });
    expect(await authenticate(old, NOW)).toMatchObject({ outcome: "ok" });
  });
});

describe("reach", () => {
  const reached = async () => {
    const result = await authenticate(token, NOW);
    return result.outcome === "ok" ? result.access.workspaces.map((one) => one.slug) : null;
  };

  test("is what the key was given and the owner is a member of", async () => {
    const other = await makeWorkspace("Other", []);
    await makeKey(ada, [acme, labs, other], { token });
    expect(await reached()).toEqual([acme.slug, labs.slug].sort());
    await makeMembership(other.id, ada, "member");
    expect(await reached()).toContain(other.slug);
  });

  test("follows every change at once: nothing is remembered", async () => {
    const keyId = await makeKey(ada, [acme, labs], { token });
    expect(await reached()).toHaveLength(2);
    await db().keyWorkspace.updateMany({ where: { keyId, workspaceId: labs.id }, data: { detachedAt: NOW } });
    expect(await reached()).toEqual([acme.slug]);
    await db().workspace.update({ where: { id: acme.id }, data: { slug: "renamed" } });
    expect(await reached()).toEqual(["renamed"]);
    await db().membership.deleteMany({ where: { userId: ada.id } });
    expect(await reached()).toEqual([]);
  });
});

test("lookups that share a query each get their own key, and a change is seen by the next one asked for", async () => {
  const tokens = Array.from({ length: 50 }, () => generateToken("mcp_"));
  const ids = await Promise.all(tokens.map((one) => makeKey(ada, [acme], { token: one })));
  const rows = await Promise.all(tokens.flatMap((one) => [lookUpKey(hashToken(one)), lookUpKey(hashToken(one))]));
  expect(rows.map((row) => row?.keyId)).toEqual(ids.flatMap((id) => [id, id]));

  const [first] = tokens;
  const before = Promise.all(tokens.map((one) => lookUpKey(hashToken(one))));
  await db().key.updateMany({ data: { revokedAt: NOW } });
  const after = await lookUpKey(hashToken(first ?? ""));
  expect(after?.ended).toBe(true);
  await before;
});
