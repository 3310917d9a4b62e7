import { describe, expect, test } from "vitest";
import { addDays } from "#lib/clock";
import { db } from "#lib/db/client";
import { useDatabase } from "#lib/db/testing";
import { detachKey } from "#lib/keys/detach";
import { listMyKeys } from "#lib/keys/queries";
import { callerOf, makeKey, makeUser, makeWorkspace, NOW } from "#lib/testing/factories";

useDatabase();

/** Mia's key reaches Acme, whose admin is Ada, and Labs, whose admin is Leo. */
async function twoWorkspaces() {
  const [mia, ada, leo] = [await makeUser("Mia"), await makeUser("Ada"), await makeUser("Leo")];
  const acme = await makeWorkspace("Acme", [
    [ada, "admin"],
    [mia, "member"],
  ]);
  const labs = await makeWorkspace("Labs", [
    [leo, "owner"],
    [mia, "member"],
  ]);
  const keyId = await makeKey(mia, [acme, labs]);
  return { mia, ada, leo, acme, labs, keyId };
}

const because = (workspace: { slug: string }, keyId: string, reason: string | null = "Left the project") => ({
  workspace: workspace.slug,
  keyId,
  reason,
});

describe("an admin who revokes access", () => {
  test("takes their workspace from the key and leaves the others", async () => {
    const { mia, ada, acme, keyId } = await twoWorkspaces();
    expect(await detachKey(callerOf(ada), because(acme, keyId))).toBe("detached");
    const { usable } = await listMyKeys(callerOf(mia));
    expect(usable[0]?.workspaces).toMatchObject([
      { name: "Acme", detached: { at: NOW, byName: "Ada", reason: "Left the project" } },
      { name: "Labs", detached: null },
    ]);
  });

  test("ends the key when it reaches no other workspace, and its owner sees who did it and why", async () => {
    const { mia, ada, leo, acme, labs, keyId } = await twoWorkspaces();
    await detachKey(callerOf(ada), because(acme, keyId));
    expect(await detachKey(callerOf(leo), because(labs, keyId, "Lost laptop"))).toBe("revoked");
    const { usable, inactive } = await listMyKeys(callerOf(mia));
    expect(usable).toEqual([]);
    expect(inactive).toMatchObject([{ status: "revoked", revoked: { at: NOW, byName: "Leo", reason: "Lost laptop" } }]);
  });

  test("ends the key when its owner has left the other workspaces", async () => {
    const { mia, ada, acme, labs, keyId } = await twoWorkspaces();
    await db().membership.delete({ where: { workspaceId_userId: { workspaceId: labs.id, userId: mia.id } } });
    expect(await detachKey(callerOf(ada), because(acme, keyId))).toBe("revoked");
  });

  test("changes nothing the second time and gets the same answer", async () => {
    const { ada, acme, keyId } = await twoWorkspaces();
    await detachKey(callerOf(ada), because(acme, keyId));
    const events = await db().auditEvent.count();
    expect(await detachKey(callerOf(ada, addDays(NOW, 1)), because(acme, keyId, "Again"))).toBe("detached");
    expect(await db().keyWorkspace.findFirst({ where: { workspaceId: acme.id } })).toMatchObject({
      detachedAt: NOW,
      detachedReason: "Left the project",
    });
    expect(await db().auditEvent.count()).toBe(events);
  });

  test("leaves a trace in the audit log of the workspace", async () => {
    const { ada, acme, labs, keyId } = await twoWorkspaces();
    await detachKey(callerOf(ada), because(acme, keyId));
    expect(await db().auditEvent.findMany()).toMatchObject([
      { action: "key.detached", workspaceId: acme.id, actorId: ada.id, targetId: keyId },
    ]);
    expect(await db().auditEvent.count({ where: { workspaceId: labs.id } })).toBe(0);
  });

  test("may do so to a key of the workspace's owner", async () => {
    const { ada, leo, acme } = await twoWorkspaces();
    await db().membership.create({ data: { workspaceId: acme.id, userId: leo.id, role: "owner", createdAt: NOW } });
    const keyId = await makeKey(leo, [acme]);
    expect(await detachKey(callerOf(ada), because(acme, keyId))).toBe("revoked");
  });
});

describe("revoking access is refused", () => {
  test("to members who are not admins, even for their own key", async () => {
    const { mia, acme, keyId } = await twoWorkspaces();
    await expect(detachKey(callerOf(mia), because(acme, keyId))).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test("to admins of other workspaces, who learn nothing", async () => {
    const { leo, acme, keyId } = await twoWorkspaces();
    await expect(detachKey(callerOf(leo), because(acme, keyId))).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("for a key that was never given this workspace, as for one that does not exist", async () => {
    const { ada, leo, acme, labs } = await twoWorkspaces();
    const foreign = await makeKey(leo, [labs]);
    const refusal = (keyId: string) => detachKey(callerOf(ada), because(acme, keyId)).catch(String);
    expect(await refusal(foreign)).toContain("does not exist");
    expect(await refusal(foreign)).toBe(await refusal("key_01jd0000000000000000000000"));
  });
});

test("two admins who take the last two workspaces at once end the key", async () => {
  for (let round = 0; round < 10; round++) {
    const { ada, leo, acme, labs, keyId } = await twoWorkspaces();
    const outcomes = await Promise.all([
      detachKey(callerOf(ada), because(acme, keyId)),
      detachKey(callerOf(leo), because(labs, keyId)),
    ]);
    expect(outcomes.toSorted()).toEqual(["detached", "revoked"]);
    expect(await db().key.findUnique({ where: { id: keyId } })).toMatchObject({ revokedAt: NOW });
  }
});
