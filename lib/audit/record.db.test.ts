import { expect, test } from "vitest";
import { recordAudit } from "#lib/audit/record";
import { db } from "#lib/db/client";
import { useDatabase } from "#testing/databases/use-database";
import { callerOf, makeUser, NOW } from "#testing/people/factories";

useDatabase();

test("writes an event with its actor, action, time and address", async () => {
  const ada = await makeUser("Ada");
  await recordAudit(db(), callerOf(ada), { action: "user.updated", target: { type: "user", id: ada.id } });
  const event = await db().auditEvent.findFirstOrThrow();
  expect(event).toMatchObject({ actorId: ada.id, action: "user.updated", at: NOW, address: "127.0.0.1" });
});

test("writes no event when the transaction of the change is rolled back", async () => {
  const ada = await makeUser("Ada");
  const change = db().$transaction(async (transaction) => {
    await recordAudit(transaction, callerOf(ada), { action: "user.updated", target: { type: "user", id: ada.id } });
    throw new Error("the change failed");
  });
  await expect(change).rejects.toThrow("the change failed");
  expect(await db().auditEvent.count()).toBe(0);
});
