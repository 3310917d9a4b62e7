import { expect, test } from "vitest";
import { useDatabase } from "#lib/db/testing";
import { callerOf, makeUser, makeWorkspace } from "#lib/testing/factories";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

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
