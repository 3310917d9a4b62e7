import { expect, test } from "vitest";
import { db } from "#lib/db/client";
import { getKey } from "#lib/keys/lists/get-key";
import { generateToken, hashToken } from "#lib/secrets/token";
import { makeKey, makeServiceKey, NOW } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

const world = useWorkspace({ acme: { ada: "admin", mia: "member", leo: "member" }, secret: { mia: "owner" } });

test("the owner sees a key with all its workspaces, in each of these workspaces, and never its hash", async () => {
  const { mia, acme, secret, callers } = world;
  const token = generateToken("mcp_");
  const keyId = await makeKey(mia, [acme, secret], { token });
  for (const { slug } of [acme, secret]) {
    const detail = await getKey(callers.mia, slug, keyId);
    expect(detail).toMatchObject({ seenBy: "owner", key: { workspaces: [{ name: "Acme" }, { name: "Secret" }] } });
    expect(JSON.stringify(detail)).not.toContain(hashToken(token));
  }
});

test("an admin sees the number of other workspaces of a member's key, and not their names", async () => {
  const { mia, acme, secret, callers } = world;
  const detail = await getKey(callers.ada, acme.slug, await makeKey(mia, [acme, secret]));
  expect(detail).toMatchObject({ seenBy: "admin", key: { owner: { name: "Mia" }, otherWorkspaceCount: 1 } });
  expect(JSON.stringify(detail)).not.toMatch(/secret/i);
});

test("a key that never reached the workspace does not exist for its admins", async () => {
  const { mia, acme, secret, callers } = world;
  const keyId = await makeKey(mia, [secret]);
  await expect(getKey(callers.ada, acme.slug, keyId)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("the key of somebody who has left does not exist for admins", async () => {
  const { mia, acme, callers } = world;
  const keyId = await makeKey(mia, [acme]);
  await db().membership.deleteMany({ where: { userId: mia.id } });
  await expect(getKey(callers.ada, acme.slug, keyId)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("another member does not learn whether a key exists", async () => {
  const { mia, acme, callers } = world;
  const refusals = [await makeKey(mia, [acme]), "key_nothing"].map((keyId) =>
    getKey(callers.leo, acme.slug, keyId).catch((error: unknown) => String(error)),
  );
  const [there, nowhere] = await Promise.all(refusals);
  expect(there).toBe(nowhere);
  await expect(getKey(callers.leo, acme.slug, "key_nothing")).rejects.toMatchObject({ code: "FORBIDDEN" });
});

test("admins see a service key of their workspace in full; one of another workspace does not exist for them", async () => {
  const { acme, secret, callers } = world;
  const keyId = await makeServiceKey(acme);
  expect(await getKey(callers.ada, acme.slug, keyId)).toMatchObject({
    seenBy: "service_admin",
    key: { id: keyId, workspaces: [{ id: acme.id }], servers: null },
  });
  const foreign = await makeServiceKey(secret);
  await expect(getKey(callers.ada, acme.slug, foreign)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(getKey(callers.mia, acme.slug, keyId)).rejects.toMatchObject({ code: "FORBIDDEN" });
});

test("a key from which the workspace was detached is shown as revoked there", async () => {
  const { mia, acme, secret, callers } = world;
  const keyId = await makeKey(mia, [acme, secret]);
  await db().keyWorkspace.update({
    where: { keyId_workspaceId: { keyId, workspaceId: acme.id } },
    data: { detachedAt: NOW, detachedReason: "Lost" },
  });
  const detail = await getKey(callers.ada, acme.slug, keyId);
  expect(detail.key).toMatchObject({ status: "revoked", revoked: { reason: "Lost" } });
});
