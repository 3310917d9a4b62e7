import { expect, test } from "vitest";
import { useDatabase } from "#testing/databases/use-database";
import { errorOf, testRefusals, useApi, wrongFields } from "#testing/machine/use-api";
import { makeWorkspace } from "#testing/people/factories";

useDatabase();
const world = useApi();

testRefusals(world, { "GET /workspaces": { method: "GET", path: () => "/workspaces", scope: "workspaces:read" } });

test("200: returns the caller's workspaces by name, page after page, also those of the same name", async () => {
  const { ada, acme, ask } = world;
  await makeWorkspace("Foreign", []);
  const others = [
    await makeWorkspace("Labs", [[ada, "member"]]),
    await makeWorkspace("Labs", [[ada, "admin"]]),
    await makeWorkspace("Zoë’s, ltd.", [[ada, "member"]]),
  ];
  const records: unknown[] = [];
  let [cursor, pages] = ["", 0];
  do {
    const { status, body } = await ask("GET", `/workspaces?limit=1${cursor}`);
    expect(status).toBe(200);
    records.push(...(body.records as unknown[]));
    expect(body.hasMore).toBe(body.nextCursor !== null);
    cursor = body.nextCursor === null ? "" : `&cursor=${body.nextCursor}`;
    pages += 1;
  } while (cursor);
  expect(pages).toBe(4);
  expect(records).toEqual([
    { ...acme, role: "owner" },
    { ...others[0], role: "member" },
    { ...others[1], role: "admin" },
    { ...others[2], role: "member" },
  ]);
});

test("200: returns all of them, also with X-Active-Account", async () => {
  const labs = await makeWorkspace("Labs", [[world.ada, "member"]]);
  const { body } = await world.ask("GET", "/workspaces", undefined, { "x-active-account": labs.slug });
  expect(body).toMatchObject({ records: [{ name: "Acme" }, { name: "Labs" }], hasMore: false, nextCursor: null });
});

test("400: refuses a wrong limit and a wrong cursor", async () => {
  const nul = Buffer.from(`${world.acme.id}.\0`).toString("base64url");
  for (const cursor of ["nonsense", nul, "x".repeat(3_000)]) {
    expect(wrongFields(await world.ask("GET", `/workspaces?limit=101&cursor=${cursor}`))).toEqual(["cursor", "limit"]);
  }
});

test("404: refuses a foreign workspace in X-Active-Account", async () => {
  const foreign = await makeWorkspace("Foreign", []);
  for (const named of [foreign.slug, foreign.id, "nowhere", "%00"]) {
    const { status, body } = await world.ask("GET", "/workspaces", undefined, { "x-active-account": named });
    expect([status, body]).toMatchObject([404, errorOf("NOT_FOUND")]);
  }
});
