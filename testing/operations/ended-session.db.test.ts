import { beforeEach, describe, expect, test } from "vitest";
import { createApiToken, revokeApiToken } from "#lib/api-tokens/operations";
import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import { pool } from "#lib/db/pool";
import { newId } from "#lib/ids";
import { createKey } from "#lib/keys/life/create-key";
import { createKeySchema } from "#lib/keys/settings/schema";
import { markNoticesRead } from "#lib/notices/operations";
import { useDatabase } from "#testing/databases/use-database";
import { TARGET_OPERATIONS, type Targets, WORKSPACE_OPERATIONS } from "#testing/operations/guarded-operations";
import { makeOwnInput } from "#testing/operations/make-own-input";
import { makeTargets } from "#testing/operations/make-targets";
import { OWN_OPERATIONS } from "#testing/operations/own-operations";
import { callerOf, makeMembership, makeUser, NOW, type TestUser } from "#testing/people/factories";

useDatabase();

/** These only take something away from the caller. */
const HARMLESS = ["revokeKey", "revokeApiToken", "endSession"];
/** Operations of callers on themselves. A change of the password is not among them: it checks the password itself. */
const OWN = ["createWorkspace", "updateProfile", "endOtherSessions", "createApiToken", "acceptInvitation"];
const OWN_WRITES = OWN_OPERATIONS.filter(({ name }) => OWN.includes(name));
const OPERATIONS = [...WORKSPACE_OPERATIONS, ...TARGET_OPERATIONS].filter(({ name }) => !HARMLESS.includes(name));

let ada: TestUser;
let targets: Targets;
beforeEach(async () => {
  ({ ada, targets } = await makeTargets());
});

async function contents(): Promise<unknown[]> {
  const { rows } = await pool().query("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename");
  const tables = rows.map(({ tablename }) => pool().query(`SELECT t::text FROM "${tablename}" t ORDER BY 1`));
  return (await Promise.all(tables)).map((table) => table.rows);
}

/** The session has this version in the request, and no row any more. */
function inEndedSession(caller: Caller): Caller {
  return { ...caller, principal: { ...caller.principal, credentialVersion: 0 } as Caller["principal"] };
}

describe("in a session that ended after the request began", () => {
  test.each(OPERATIONS)("$name writes nothing", async ({ run, least }) => {
    const owner = least === "nobody" ? ada : await makeUser("Olga");
    if (owner !== ada) await makeMembership(targets.workspaceId, owner, "owner");
    const before = await contents();
    await run(inEndedSession(callerOf(owner)), targets).catch((error: unknown) =>
      expect(error).toMatchObject({ name: "AppError", code: "UNAUTHENTICATED" }),
    );
    expect(await contents()).toEqual(before);
  });

  test.each(OWN_WRITES)("$name writes nothing", async ({ run }) => {
    const input = await makeOwnInput();
    const before = await contents();
    await expect(run({ ...input, caller: inEndedSession(input.caller) })).rejects.toMatchObject({
      name: "AppError",
      code: "UNAUTHENTICATED",
    });
    expect(await contents()).toEqual(before);
  });

  test("notices stay unread", async () => {
    const id = newId("ntc");
    await db().notice.create({ data: { id, userId: ada.id, kind: "webhook.disabled", at: NOW } });
    const marking = markNoticesRead(inEndedSession(callerOf(ada)), { noticeIds: [id] });
    await expect(marking).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    expect(await db().notice.count({ where: { readAt: null } })).toBe(1);
  });
});

test("an API token that was revoked while its request was under way makes no key", async () => {
  const input = { name: "Script", scopes: ["keys:write"], expiresInDays: 7 } as const;
  const { apiToken } = await createApiToken(callerOf(ada), { ...input, scopes: [...input.scopes] });
  const script: Caller = {
    principal: { kind: "api_token", userId: ada.id, apiTokenId: apiToken.id, scopes: ["keys:write"] },
    now: NOW,
    address: null,
  };
  const settings = createKeySchema.parse({ workspaceIds: [targets.workspaceId], expiresInDays: 30 });
  await createKey(script, settings);
  const made = await db().key.count();
  await revokeApiToken(callerOf(ada), { apiTokenId: apiToken.id });
  await expect(createKey(script, settings)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  expect(await db().key.count()).toBe(made);
});
