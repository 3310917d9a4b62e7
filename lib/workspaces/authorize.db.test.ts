import { expect, test } from "vitest";
import { flushRefusals } from "#lib/audit/refusals";
import { db } from "#lib/db/client";
import { authorizeWorkspace } from "#lib/workspaces/authorize";
import { renameWorkspace } from "#lib/workspaces/rename-workspace";
import { useDatabase } from "#testing/databases/use-database";
import { callerOf, makeUser, makeWorkspace } from "#testing/people/factories";

useDatabase();

test("finds a workspace by its id or slug", async () => {
  const ada = await makeUser("Ada");
  const { id, slug } = await makeWorkspace("Acme", [[ada, "owner"]]);
  for (const name of [id, slug]) {
    expect(await authorizeWorkspace(callerOf(ada), name, "workspace:read")).toMatchObject({ id, role: "owner" });
  }
});

// The bound arguments of a server action come from the browser, so they can be any value.
test.each([undefined, null, 7, {}, { contains: "" }, { not: "x" }, ["acme"], "", "\0", "a b", "acme/../x"])(
  "finds no workspace for %j",
  async (name) => {
    const ada = await makeUser("Ada");
    await makeWorkspace("Acme", [[ada, "owner"]]);
    const attempt = authorizeWorkspace(callerOf(ada), name as string, "workspace:read");
    await expect(attempt).rejects.toMatchObject({ code: "NOT_FOUND" });
  },
);

test("records the refusal of a member whose role lacks the permission", async () => {
  const [ada, grace] = [await makeUser("Ada"), await makeUser("Grace")];
  const acme = await makeWorkspace("Acme", [
    [ada, "owner"],
    [grace, "member"],
  ]);
  const rename = () => renameWorkspace(callerOf(grace), { workspace: acme.slug, name: "Mine" });
  await expect(rename()).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(rename()).rejects.toMatchObject({ code: "FORBIDDEN" });
  await flushRefusals();
  expect(await db().auditEvent.findMany()).toMatchObject([
    { workspaceId: acme.id, actorId: grace.id, count: 2, details: { reason: "workspace:rename" } },
  ]);
});

test("records nothing when the caller is not a member", async () => {
  const [ada, mallory] = [await makeUser("Ada"), await makeUser("Mallory")];
  const acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  const rename = renameWorkspace(callerOf(mallory), { workspace: acme.slug, name: "Mine" });
  await expect(rename).rejects.toMatchObject({ code: "NOT_FOUND" });
  await flushRefusals();
  expect(await db().auditEvent.findMany()).toEqual([]);
});
