import { glob, readFile } from "node:fs/promises";
import { beforeEach, describe, expect, test } from "vitest";
import { pool } from "#lib/db/pool";
import { createKey } from "#lib/keys/life/create-key";
import { createKeySchema } from "#lib/keys/settings/schema";
import { useDatabase } from "#testing/databases/use-database";
import { TARGET_OPERATIONS, type Targets, WORKSPACE_OPERATIONS } from "#testing/operations/guarded-operations";
import { makeTargets } from "#testing/operations/make-targets";
import {
  callerOf,
  makeMembership,
  makeUser,
  makeWorkspace,
  type TestUser,
  type TestWorkspace,
} from "#testing/people/factories";

useDatabase();

/** Callers use these only for themselves, so the operations have no foreign target. */
const ABOUT_ONESELF = [
  "listNotices",
  "markNoticesRead",
  "listWorkspaces",
  "listOwnKeysForDashboard",
  "ownKeysQuery",
  "listOwnKeysForApi",
  "listApiTokens",
  "createApiToken",
  "policiesFor",
  "previewKey",
  "keyChoices",
  "lastClient",
  "recentCalls",
  "createWorkspace",
  "updateProfile",
  "changePassword",
  "changePasswordAndCredentials",
  "countOwnCredentials",
  "listSessions",
  "listOwnApps",
  "readConsent",
  "refuseApp",
  "endOtherSessions",
  "requireOwnPassword",
  "hasProvenIdentity",
];
/** The secret in the link decides here. The tests of invitations cover it. */
const GUARDED_BY_SECRET = ["acceptInvitation"];
/** The email that the caller's provider has confirmed decides here. `own-invitations.db.test.ts` covers it. */
const GUARDED_BY_EMAIL = ["acceptOwnInvitation", "listOwnInvitations"];

let ada: TestUser;
let acme: TestWorkspace;
let targets: Targets;

beforeEach(async () => {
  ({ ada, acme, targets } = await makeTargets());
});

/** Returns every row of every table. */
async function databaseContents(): Promise<string> {
  const tables = await pool().query("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename");
  const contents = tables.rows.map(async ({ tablename }: { tablename: string }) => {
    const { rows } = await pool().query(`SELECT t::text AS line FROM "${tablename}" t ORDER BY line`);
    return [tablename, ...rows.map((row: { line: string }) => row.line)];
  });
  return JSON.stringify(await Promise.all(contents));
}

async function expectRefused(work: (state: Targets) => Promise<unknown>, state: Targets, code: string): Promise<void> {
  const before = await databaseContents();
  const error: unknown = await work(state).then(
    () => "the operation succeeded",
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ name: "AppError", code });
  expect(String(error)).not.toMatch(/Acme|Notes|Grace|invited@/);
  expect(await databaseContents()).toBe(before);
}

describe("a member of another workspace", () => {
  test.each([...WORKSPACE_OPERATIONS, ...TARGET_OPERATIONS])("gets NOT_FOUND from $name", async ({ run }) => {
    const bob = await makeUser("Bob");
    await makeWorkspace("Own", [[bob, "owner"]]);
    for (const workspace of [acme.slug, acme.id]) {
      await expectRefused((state) => run(callerOf(bob), state), { ...targets, workspace }, "NOT_FOUND");
    }
  });

  test.each(TARGET_OPERATIONS)("gets NOT_FOUND from $name in their own workspace too", async ({ run }) => {
    const bob = await makeUser("Bob");
    const own = await makeWorkspace("Own", [[bob, "owner"]]);
    for (const workspace of [own.slug, own.id]) {
      await expectRefused((state) => run(callerOf(bob), state), { ...targets, workspace }, "NOT_FOUND");
    }
  });

  test("cannot create a key for a foreign workspace and their own", async () => {
    const bob = await makeUser("Bob");
    const own = await makeWorkspace("Own", [[bob, "owner"]]);
    const input = createKeySchema.parse({ workspaceIds: [own.id, acme.id] });
    await expectRefused(() => createKey(callerOf(bob), input), targets, "NOT_FOUND");
  });
});

describe("a member with a lower role", () => {
  const ROLES = { admin: "member", owner: "admin", nobody: "owner" } as const;
  const limited = [...WORKSPACE_OPERATIONS, ...TARGET_OPERATIONS].filter(({ least }) => least !== "member");

  test.each(limited)("is refused by $name", async ({ run, least }) => {
    const bob = await makeUser("Bob");
    if (least !== "member") await makeMembership(acme.id, bob, ROLES[least]);
    const code = least === "nobody" ? "NOT_FOUND" : "FORBIDDEN";
    await expectRefused((state) => run(callerOf(bob), state), targets, code);
  });
});

test.each([...WORKSPACE_OPERATIONS, ...TARGET_OPERATIONS])(
  "allows $name to a caller with the lowest sufficient role",
  async ({ run, least }) => {
    const bob = await makeUser("Bob");
    if (least !== "nobody") await makeMembership(acme.id, bob, least);
    await run(callerOf(least === "nobody" ? ada : bob), targets);
  },
);

test("covers every operation and query that takes a caller", async () => {
  const found: string[] = [];
  for await (const path of glob("lib/**/*.ts", { exclude: ["lib/db/generated/**", "lib/**/*.test.ts"] })) {
    const source = await readFile(path, "utf8");
    for (const [, name = ""] of source.matchAll(/export (?:async )?function (\w+)\(\s*caller: Caller/g))
      found.push(name);
  }
  const tested = [...WORKSPACE_OPERATIONS, ...TARGET_OPERATIONS].map(({ name }) => name);
  expect(found.sort()).toEqual([...tested, ...ABOUT_ONESELF, ...GUARDED_BY_SECRET, ...GUARDED_BY_EMAIL].sort());
});
