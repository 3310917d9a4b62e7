import { beforeEach, expect, test } from "vitest";
import { countWrittenList } from "#lib/gateway/lists/count-list";
import type { KeyAccess } from "#lib/keys/access/authenticate";
import { forget } from "#lib/process";
import { provideTestEnv } from "#testing/databases/use-database";
import { stillRateLimits } from "#testing/machine/still-rate-limits";

stillRateLimits();

beforeEach(() => {
  provideTestEnv({ DATABASE_URL: "postgresql://nowhere/none" });
  for (const name of ["written-lists-by-owner", "written-lists-by-workspace"]) forget(`rate-limit:${name}`);
});

/** A key of a person that reaches these workspaces. */
const keyOf = (userId: string, ...workspaces: string[]) =>
  ({ keyId: "key", userId, workspaces: workspaces.map((id) => ({ id })), blocked: [] }) as unknown as KeyAccess;

const refusalOf = (access: KeyAccess) =>
  countWrittenList(access).then(
    () => null,
    (error: { data: { message: string } }) => error.data.message,
  );

/** More lists than any limit allows. */
const MANY = 1_000;

/** Writes lists for as many people as it takes, until the workspace is at its limit. @returns how many were written */
async function spend(workspace: string): Promise<number> {
  let written = 0;
  const next = () => keyOf(`usr_${workspace}_${Math.floor(written / 50)}`, workspace);
  while (written < MANY && (await refusalOf(next())) === null) written += 1;
  return written;
}

test("an owner may have 60 lists written at once, whichever workspaces their keys reach", async () => {
  for (let each = 0; each < 60; each += 1) expect(await refusalOf(keyOf("usr_ada", `ws_${each}`))).toBeNull();
  expect(await refusalOf(keyOf("usr_ada", "ws_new"))).toContain("The keys of this owner list too much.");
  expect(await refusalOf(keyOf("usr_bob", "ws_0"))).toBeNull();
});

test("the keys of a workspace may have 300 lists written at once, however many owners they have", async () => {
  expect(await spend("ws_acme")).toBe(300);
  expect(await refusalOf(keyOf("usr_eve", "ws_acme"))).toContain(
    "The keys of these workspaces list too much together.",
  );
});

test("a workspace at its limit refuses nobody who reaches another one, and both at their limit refuse", async () => {
  await spend("ws_acme");
  expect(await refusalOf(keyOf("usr_eve", "ws_acme", "ws_labs"))).toBeNull();
  await spend("ws_labs");
  expect(await refusalOf(keyOf("usr_mia", "ws_acme", "ws_labs"))).toContain("list too much together");
});

test("a key that reaches no workspace counts for its owner alone", async () => {
  await spend("ws_acme");
  expect(await refusalOf(keyOf("usr_eve"))).toBeNull();
});
