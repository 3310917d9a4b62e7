import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createApiToken } from "#lib/api-tokens/operations";
import { disableUser } from "#lib/auth/accounts/administration";
import { pool } from "#lib/db/pool";
import { updateKey } from "#lib/keys/settings/update-key";
import { changeRole } from "#lib/members/change-role";
import { removeMember } from "#lib/members/end-membership";
import { closeGate, pauseTransactionsThatRecord, waitingConnections } from "#testing/databases/paused-commit";
import { useDatabase } from "#testing/databases/use-database";
import { TARGET_OPERATIONS, type Targets, WORKSPACE_OPERATIONS } from "#testing/operations/guarded-operations";
import { makeTargets } from "#testing/operations/make-targets";
import { callerOf, makeMembership, makeUser, NOW, type TestUser } from "#testing/people/factories";

useDatabase();

beforeAll(() => pauseTransactionsThatRecord(["member.removed", "member.role_changed", "user.disabled"]));

/** These change what is the caller's own, whatever workspaces the caller belongs to. */
const OF_ONESELF = ["revokeKey", "updateKey", "revokeApiToken", "endSession"];

/** An update of an own key that relies on a membership. A new name does not. */
const EXTENSION: (typeof TARGET_OPERATIONS)[number] = {
  name: "updateKey with a workspace",
  least: "nobody",
  run: (caller, { keyId, workspaceId }) => updateKey(caller, { keyId, workspaceIds: [workspaceId], name: "Mine" }),
};

const OPERATIONS = [
  ...[...WORKSPACE_OPERATIONS, ...TARGET_OPERATIONS].filter(({ name }) => !OF_ONESELF.includes(name)),
  EXTENSION,
];
/** It belongs to no workspace, so only disabling ends the right to it. */
const NEW_API_TOKEN: (typeof TARGET_OPERATIONS)[number] = {
  name: "createApiToken",
  least: "nobody",
  run: (caller) => createApiToken(caller, { name: "Late", scopes: ["keys:read"], expiresInDays: 7 }),
};
const OF_ADMINS = OPERATIONS.filter(({ least }) => least === "admin" || least === "owner");

let ada: TestUser;
let olga: TestUser;
let targets: Targets;

beforeEach(async () => {
  ({ ada, targets } = await makeTargets());
  olga = await makeUser("Olga");
  await makeMembership(targets.workspaceId, olga, "owner");
});

/** The loss itself writes these tables. What an operation writes into them has an audit event of its caller. */
const WRITTEN_BY_LOSS = ["Membership", "User", "Invitation", "Session", "AuditEvent"];

/** Returns all rows that an operation of `user` could have written. */
async function traceOf(user: TestUser): Promise<unknown[]> {
  const { rows } = await pool().query("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename");
  const trace: unknown[] = [];
  for (const { tablename } of rows) {
    if (WRITTEN_BY_LOSS.includes(tablename)) continue;
    trace.push(tablename, (await pool().query(`SELECT t::text FROM "${tablename}" t ORDER BY 1`)).rows);
  }
  const events = 'SELECT id FROM "AuditEvent" WHERE "actorId" = $1 ORDER BY id';
  return [...trace, (await pool().query(events, [user.id])).rows];
}

/** The caller of an operation: Ada, who owns the targets, or somebody with the lowest role that is allowed. */
async function callerFor(least: (typeof OPERATIONS)[number]["least"]): Promise<TestUser> {
  if (least === "nobody") return ada;
  const bob = await makeUser("Bob");
  await makeMembership(targets.workspaceId, bob, least);
  return bob;
}

/**
 * Starts an operation while the end of its caller's right is not committed yet. The operation writes nothing: it answers
 * at once, because it only reads, or it waits and is refused.
 * @param refused the error of an operation that waited
 */
async function expectNothingWritten(
  lose: (user: TestUser) => Promise<unknown>,
  { run, least }: (typeof OPERATIONS)[number],
  refused: object,
): Promise<void> {
  const user = await callerFor(least);
  const before = await traceOf(user);
  const open = await closeGate();
  const losing = lose(user);
  try {
    await expect.poll(waitingConnections).toEqual({ atGate: 1, forRows: 0 });
    let hasSettled = false;
    const outcome = Promise.allSettled([run(callerOf(user), targets)]).finally(() => {
      hasSettled = true;
    });
    const isWaiting = async () => (await waitingConnections()).forRows > 0;
    await expect.poll(async () => hasSettled || (await isWaiting())).toBe(true);
    const hasWaited = !hasSettled;
    await open();
    await losing;
    const [result] = await outcome;
    if (hasWaited) expect(result).toMatchObject({ status: "rejected", reason: { name: "AppError", ...refused } });
    expect(await traceOf(user)).toEqual(before);
  } finally {
    await open();
    await losing;
  }
}

describe("while its caller is being removed", () => {
  const lose = (user: TestUser) => removeMember(callerOf(olga), { workspace: targets.workspace, userId: user.id });

  test.each(OPERATIONS)("$name waits and is refused, or writes nothing", (operation) =>
    // A rotation answers CONFLICT, because the key of a person who was removed reaches no workspace.
    expectNothingWritten(lose, operation, { code: expect.stringMatching(/NOT_FOUND|CONFLICT/) }),
  );
});

describe("while its caller is being made a member", () => {
  const lose = (user: TestUser) =>
    changeRole(callerOf(olga), { workspace: targets.workspace, userId: user.id, role: "member" });

  test.each(OF_ADMINS)("$name waits and is refused, or writes nothing", (operation) =>
    expectNothingWritten(lose, operation, { code: "FORBIDDEN" }),
  );
});

describe("while its caller's account is being disabled", () => {
  const lose = (user: TestUser) => disableUser(user.email, NOW);

  test.each([...OPERATIONS, NEW_API_TOKEN])("$name waits and is refused, or writes nothing", (operation) =>
    expectNothingWritten(lose, operation, { code: "NOT_FOUND" }),
  );
});
