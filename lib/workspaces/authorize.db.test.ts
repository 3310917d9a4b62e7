import { expect, test } from "vitest";
import { flushRefusals } from "#lib/audit/refusals";
import { db } from "#lib/db/client";
import { authorizeWorkspace } from "#lib/workspaces/authorize";
import { renameWorkspace } from "#lib/workspaces/operations";
import { useDatabase } from "#testing/databases/use-database";
import { callerOf, makeUser, makeWorkspace } from "#testing/people/factories";

useDatabase();

test("a workspace is named by its id or slug", async () => {
  const ada = await makeUser("Ada");
  const { id, slug } = await makeWorkspace("Acme", [[ada, "owner"]]);
  for (const name of [id, slug]) {
    expect(await authorizeWorkspace(callerOf(ada), name, "workspace:read")).toMatchObject({ id, role: "owner" });
  }
});

// The arguments that a server action is bound to come from the browser, as whatever it sends.
test.each([undefined, null, 7, {}, { contains: "" }, { not: "x" }, ["acme"], "", "\0", "a b", "acme/../x"])(
  "%j names no workspace",
  async (given) => {
    const ada = await makeUser("Ada");
    await makeWorkspace("Acme", [[ada, "owner"]]);
    const attempt = authorizeWorkspace(callerOf(ada), given as string, "workspace:read");
    await expect(attempt).rejects.toMatchObject({ code: "NOT_FOUND" });
  },
);

test("a member who may not is told of, with what they lacked", async () => {
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

test("a stranger, who finds no workspace, causes no event", async () => {
  const [ada, mallory] = [await makeUser("Ada"), await makeUser("Mallory")];
  const acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  const rename = renameWorkspace(callerOf(mallory), { workspace: acme.slug, name: "Mine" });
  await expect(rename).rejects.toMatchObject({ code: "NOT_FOUND" });
  await flushRefusals();
  expect(await db().auditEvent.findMany()).toEqual([]);
});
