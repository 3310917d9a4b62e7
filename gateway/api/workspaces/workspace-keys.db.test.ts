import { beforeEach, describe, expect, test } from "vitest";
import { addDays } from "#lib/clock";
import { db } from "#lib/db/client";
import { useDatabase } from "#testing/databases/use-database";
import { errorOf, testRefusals, useApi, wrongFields } from "#testing/machine/use-api";
import {
  makeKey,
  makeMembership,
  makeServiceKey,
  makeUpstream,
  makeUser,
  makeWorkspace,
  NOW,
  type TestUser,
} from "#testing/people/factories";

useDatabase();
const world = useApi();
const path = () => `/workspaces/${world.acme.id}/keys`;

let mia: TestUser;
beforeEach(async () => {
  mia = await makeUser("Mia");
  await makeMembership(world.acme.id, mia, "member");
});

testRefusals(world, { "GET /workspaces/{id}/keys": { method: "GET", path, scope: "keys:read" } });

const ids = async (query = "") => {
  const { status, body } = await world.ask("GET", `${path()}?${query}`);
  expect(status).toBe(200);
  return (body.records as { id: string }[]).map(({ id }) => id);
};

describe("200", () => {
  test("returns the keys of all members, and only the number of their other workspaces", async () => {
    const labs = await makeWorkspace("Labs", [[mia, "owner"]]);
    const upstreamId = await makeUpstream(world.acme);
    const id = await makeKey(mia, [world.acme, labs], {
      name: "Laptop",
      serverIds: [upstreamId, await makeUpstream(labs)],
    });
    const { id: workspaceId, name, slug } = world.acme;
    const { body } = await world.ask("GET", path());
    expect(body).toEqual({
      records: [
        {
          id,
          name: "Laptop",
          nameInClients: null,
          token: expect.stringMatching(/^.{9}….{5}$/),
          scopes: ["mcp:read"],
          workspaces: [{ id: workspaceId, name, slug }],
          environment: null,
          serverIds: [upstreamId],
          status: "active",
          isRevoked: false,
          createdAt: NOW.toISOString(),
          updatedAt: NOW.toISOString(),
          expiresAt: null,
          lastUsedAt: null,
          revokedAt: null,
          owner: mia,
          otherWorkspaceCount: 1,
        },
      ],
      hasMore: false,
      nextCursor: null,
    });
  });

  test("returns the newest first, page after page, or another order", async () => {
    const made = [
      await makeKey(mia, [world.acme]),
      await makeServiceKey(world.acme),
      await makeKey(world.ada, [world.acme]),
    ];
    await db().key.update({ where: { id: made[0] }, data: { lastUsedAt: NOW } });
    for (const [sort, order] of Object.entries({ newest: [2, 1, 0], recent: [0, 2, 1], idle: [1, 2, 0] })) {
      const first = await world.ask("GET", `${path()}?limit=2&sort=${sort}`);
      expect(first.body).toMatchObject({ hasMore: true, records: order.slice(0, 2).map((at) => ({ id: made[at] })) });
      expect(await ids(`limit=2&sort=${sort}&cursor=${first.body.nextCursor}`)).toEqual([made[order[2] ?? 0]]);
    }
  });

  test("filters by status, where a detached key counts as revoked", async () => {
    const detached = await makeKey(mia, [world.acme]);
    await db().keyWorkspace.updateMany({ where: { keyId: detached }, data: { detachedAt: NOW } });
    const made = {
      active: [await makeKey(mia, [world.acme], { expiresAt: addDays(NOW, 8) })],
      expiring: [await makeKey(mia, [world.acme], { expiresAt: addDays(NOW, 7) })],
      expired: [await makeKey(mia, [world.acme], { expiresAt: NOW })],
      revoked: [await makeKey(mia, [world.acme], { revokedAt: NOW }), detached],
    };
    for (const [status, expected] of Object.entries(made)) expect(await ids(`status=${status}`)).toEqual(expected);
    expect(await ids()).toHaveLength(5);
  });

  test("filters by owner, access level, use and name", async () => {
    const laptop = await makeKey(mia, [world.acme], { name: "Laptop", scopes: ["mcp:full"] });
    const deploys = await makeServiceKey(world.acme, { name: "Deploys", createdAt: addDays(NOW, -91) });
    expect(await ids(`owner=${mia.id}`)).toEqual([laptop]);
    expect(await ids("owner=service")).toEqual([deploys]);
    expect(await ids("access=full")).toEqual([laptop]);
    expect(await ids("unused=true")).toEqual([deploys]);
    expect(await ids("search=lap")).toEqual([laptop]);
  });
});

test("400: names every wrong parameter", async () => {
  const answer = await world.ask("GET", `${path()}?limit=x&status=usable&access=no&owner=me&sort=no&unused=1&cursor=x`);
  expect(wrongFields(answer)).toEqual(["access", "cursor", "limit", "owner", "sort", "status", "unused"]);
});

test("403: refuses members who are not admins", async () => {
  const { status, body } = await (await world.as(mia))("GET", path());
  expect([status, body]).toMatchObject([403, errorOf("FORBIDDEN")]);
});

test("404: refuses a foreign workspace", async () => {
  const foreign = await makeWorkspace("Foreign", []);
  const { status, body } = await world.ask("GET", `/workspaces/${foreign.id}/keys`);
  expect([status, body]).toMatchObject([404, errorOf("NOT_FOUND")]);
});
