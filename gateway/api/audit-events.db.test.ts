import { describe, expect, test } from "vitest";
import { useDatabase } from "#testing/databases/use-database";
import { errorOf, testRefusals, useApi, wrongFields } from "#testing/machine/use-api";
import { makeMembership, makeUser, makeWorkspace, NOW } from "#testing/people/factories";

useDatabase();
const world = useApi();
const PATH = "/audit-events";

testRefusals(world, { "GET /audit-events": { method: "GET", path: () => PATH, scope: "audit:read" } });

type Event = { id: string; action: string; target: { id: string } };

const events = async (query = "") => {
  const { status, body } = await world.ask("GET", `${PATH}?${query}`);
  expect(status).toBe(200);
  return body.records as Event[];
};

const make = async (name = "CI") =>
  String((await world.ask("POST", "/keys", { name }, { "x-origin-app": "terraform" })).body.id);

describe("200", () => {
  test("returns what was done through the API, with the actor and the application", async () => {
    const id = await make();
    const { body } = await world.ask("GET", PATH);
    expect(body).toEqual({
      records: [
        {
          id: expect.stringMatching(/^evt_/),
          at: NOW.toISOString(),
          actor: { kind: "api_token", id: world.ada.id, name: "Ada, by API token" },
          action: "key.created",
          summary: expect.stringContaining("CI"),
          target: { type: "key", id, name: "CI" },
          count: 1,
          address: "127.0.0.1",
          application: "terraform",
          before: null,
          after: expect.objectContaining({ scopes: ["mcp:read"] }),
          details: expect.any(Object),
        },
      ],
      hasMore: false,
      nextCursor: null,
    });
  });

  test("returns the newest first, page after page, also events of the same instant", async () => {
    for (let times = 0; times < 5; times += 1) await make();
    const all = await events();
    const first = await world.ask("GET", `${PATH}?limit=3`);
    expect(first.body).toMatchObject({ hasMore: true, records: all.slice(0, 3) });
    expect(await events(`limit=3&cursor=${first.body.nextCursor}`)).toEqual(all.slice(3));
  });

  test("filters by group, target, actor and day", async () => {
    const [one, other] = [await make("One"), await make("Other")];
    await world.ask("DELETE", `/keys/${one}`);
    expect(await events(`target=${other}`)).toHaveLength(1);
    expect(await events("group=keys")).toHaveLength(3);
    expect(await events("group=policy")).toEqual([]);
    expect(await events(`actor=${world.ada.id}&from=2026-11-21&to=2026-11-21`)).toHaveLength(3);
    expect(await events("actor=system")).toEqual([]);
    expect(await events("to=2026-11-20")).toEqual([]);
  });

  test("returns the events of the workspace that the query or X-Active-Account names", async () => {
    await make();
    const labs = await makeWorkspace("Labs", [[world.ada, "admin"]]);
    expect(await events(`workspaceId=${world.acme.id}`)).toHaveLength(1);
    expect(await events(`workspaceId=${labs.id}`)).toEqual([]);
    const active = await world.ask("GET", PATH, undefined, { "x-active-account": world.acme.slug });
    expect(active.body).toMatchObject({ records: { length: 1 } });
  });
});

test("400: names every wrong parameter", async () => {
  const answer = await world.ask("GET", `${PATH}?actor=me&group=no&target=x&from=1.1.&to=soon&limit=0&cursor=x`);
  expect(wrongFields(answer)).toEqual(["actor", "cursor", "from", "group", "limit", "target", "to"]);
});

test("400: a member of several workspaces must name one", async () => {
  await makeWorkspace("Labs", [[world.ada, "admin"]]);
  const { status, body } = await world.ask("GET", PATH);
  expect([status, body]).toMatchObject([400, errorOf("AMBIGUOUS_ACCOUNT")]);
});

test("403: refuses members who are not admins", async () => {
  const mia = await makeUser("Mia");
  await makeMembership(world.acme.id, mia, "member");
  const { status, body } = await (await world.as(mia))("GET", PATH);
  expect([status, body]).toMatchObject([403, errorOf("FORBIDDEN")]);
});

test("404: refuses a foreign workspace, a workspace that is not the active one, and a caller without workspaces", async () => {
  const foreign = await makeWorkspace("Foreign", []);
  const stranger = await world.as(await makeUser("Eve"));
  const answers = [
    await world.ask("GET", `${PATH}?workspaceId=${foreign.id}`),
    await world.ask("GET", PATH, undefined, { "x-active-account": foreign.slug }),
    await stranger("GET", PATH),
  ];
  const labs = await makeWorkspace("Labs", [[world.ada, "admin"]]);
  const headers = { "x-active-account": labs.slug };
  answers.push(await world.ask("GET", `${PATH}?workspaceId=${world.acme.id}`, undefined, headers));
  for (const { status, body } of answers) expect([status, body]).toMatchObject([404, errorOf("NOT_FOUND")]);
});
