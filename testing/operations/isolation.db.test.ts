import { glob, readFile } from "node:fs/promises";
import { beforeEach, describe, expect, test } from "vitest";
import { pool } from "#lib/db/pool";
import { createKey } from "#lib/keys/life/create-key";
import { createKeySchema } from "#lib/keys/settings/schema";
import { useDatabase } from "#testing/databases/use-database";
import { makeGiven } from "#testing/operations/given";
import { type Given, OF_THINGS, OF_WORKSPACES } from "#testing/operations/guarded-operations";
import {
  callerOf,
  makeMembership,
  makeUser,
  makeWorkspace,
  type TestUser,
  type TestWorkspace,
} from "#testing/people/factories";

useDatabase();

/** Asked for by nobody but the caller about themselves, so there is nothing foreign to name. */
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
  "recentCalls",
  "createWorkspace",
  "updateProfile",
  "changePassword",
  "requireOwnPassword",
  "hasProven",
  "proofWanted",
];
/** Not about a workspace: the secret in the link decides, tested with the invitations. */
const OTHERWISE_GUARDED = ["acceptInvitation"];

let ada: TestUser;
let acme: TestWorkspace;
let given: Given;

beforeEach(async () => {
  ({ ada, acme, given } = await makeGiven());
});

/** Every row of every table. */
async function everything(): Promise<string> {
  const tables = await pool().query("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename");
  const contents = tables.rows.map(async ({ tablename }: { tablename: string }) => {
    const { rows } = await pool().query(`SELECT t::text AS line FROM "${tablename}" t ORDER BY line`);
    return [tablename, ...rows.map((row: { line: string }) => row.line)];
  });
  return JSON.stringify(await Promise.all(contents));
}

async function expectRefused(work: (state: Given) => Promise<unknown>, state: Given, code: string): Promise<void> {
  const before = await everything();
  const error: unknown = await work(state).then(
    () => "it was done",
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ name: "AppError", code });
  expect(String(error)).not.toMatch(/Acme|Notes|Grace|invited@/);
  expect(await everything()).toBe(before);
}

describe("somebody from another workspace", () => {
  test.each([...OF_WORKSPACES, ...OF_THINGS])("is told that nothing is there: $name", async ({ run }) => {
    const bob = await makeUser("Bob");
    await makeWorkspace("Own", [[bob, "owner"]]);
    for (const workspace of [acme.slug, acme.id]) {
      await expectRefused((state) => run(callerOf(bob), state), { ...given, workspace }, "NOT_FOUND");
    }
  });

  test.each(OF_THINGS)("finds it in no workspace of their own either: $name", async ({ run }) => {
    const bob = await makeUser("Bob");
    const own = await makeWorkspace("Own", [[bob, "owner"]]);
    for (const workspace of [own.slug, own.id]) {
      await expectRefused((state) => run(callerOf(bob), state), { ...given, workspace }, "NOT_FOUND");
    }
  });

  test("makes no key for a foreign workspace beside their own", async () => {
    const bob = await makeUser("Bob");
    const own = await makeWorkspace("Own", [[bob, "owner"]]);
    const input = createKeySchema.parse({ workspaceIds: [own.id, acme.id] });
    await expectRefused(() => createKey(callerOf(bob), input), given, "NOT_FOUND");
  });
});

describe("a member without the role", () => {
  const ROLES = { admin: "member", owner: "admin", nobody: "owner" } as const;
  const limited = [...OF_WORKSPACES, ...OF_THINGS].filter(({ least }) => least !== "member");

  test.each(limited)("may not: $name", async ({ run, least }) => {
    const bob = await makeUser("Bob");
    if (least !== "member") await makeMembership(acme.id, bob, ROLES[least]);
    const code = least === "nobody" ? "NOT_FOUND" : "FORBIDDEN";
    await expectRefused((state) => run(callerOf(bob), state), given, code);
  });
});

test.each([...OF_WORKSPACES, ...OF_THINGS])("whoever may, does: $name", async ({ run, least }) => {
  const bob = await makeUser("Bob");
  if (least !== "nobody") await makeMembership(acme.id, bob, least);
  await run(callerOf(least === "nobody" ? ada : bob), given);
});

test("these are all operations and queries there are", async () => {
  const found: string[] = [];
  for await (const path of glob("lib/**/*.ts", { exclude: ["lib/db/generated/**", "lib/**/*.test.ts"] })) {
    const source = await readFile(path, "utf8");
    for (const [, name = ""] of source.matchAll(/export (?:async )?function (\w+)\(\s*caller: Caller/g))
      found.push(name);
  }
  const tested = [...OF_WORKSPACES, ...OF_THINGS].map(({ name }) => name);
  expect(found.sort()).toEqual([...tested, ...ABOUT_ONESELF, ...OTHERWISE_GUARDED].sort());
});
