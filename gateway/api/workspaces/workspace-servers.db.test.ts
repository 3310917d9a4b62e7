import { describe, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { useDatabase } from "#testing/databases/use-database";
import { errorOf, testRefusals, useApi, wrongFields } from "#testing/machine/use-api";
import { makeUpstream, makeUser, makeWorkspace, NOW } from "#testing/people/factories";

useDatabase();
const world = useApi();
const path = () => `/workspaces/${world.acme.id}/servers`;

testRefusals(world, { "GET /workspaces/{id}/servers": { method: "GET", path, scope: "workspaces:read" } });

const slugs = async (query = "") => {
  const { status, body } = await world.ask("GET", `${path()}?${query}`);
  expect(status).toBe(200);
  return (body.records as { slug: string }[]).map(({ slug }) => slug);
};

describe("200", () => {
  test("returns the servers to every member, and the query of their URLs and what they said only to admins", async () => {
    const id = await makeUpstream(world.acme, { slug: "notes" });
    const url = "https://notes.example.com/mcp?secret=1";
    await db().upstream.update({
      where: { id },
      data: {
        ...{ url, failureCode: "TLS", failureMessage: "No.", failureSaid: "Go away", failedAt: NOW },
        ...{ callFailureCode: "DISCONNECTED", callFailureMessage: "Gone.", callFailedAt: NOW },
      },
    });
    const mia = await makeUser("Mia");
    await db().membership.create({
      data: { workspaceId: world.acme.id, userId: mia.id, role: "member", createdAt: NOW },
    });
    const record = {
      id,
      name: "notes",
      slug: "notes",
      url: "https://notes.example.com/mcp",
      environment: "production",
      toolsWithoutHints: "writing",
      confirmDestructive: "as_workspace",
      status: "failed",
      failure: { code: "TLS", message: "No.", at: NOW.toISOString(), said: null },
      callFailure: { code: "DISCONNECTED", message: "Gone.", at: NOW.toISOString(), said: null },
      toolCount: 0,
      resourceCount: 0,
      promptCount: 0,
      refreshedAt: null,
    };
    const { body } = await (await world.as(mia))("GET", path());
    expect(body).toEqual({ records: [record], hasMore: false, nextCursor: null });
    const failure = { ...record.failure, said: "Go away" };
    expect((await world.ask("GET", path())).body.records).toEqual([{ ...record, url, failure }]);
  });

  test("returns servers by name, page after page", async () => {
    for (const slug of ["c", "a", "b"]) await makeUpstream(world.acme, { slug });
    const first = await world.ask("GET", `${path()}?limit=2`);
    expect(first.body).toMatchObject({ records: [{ slug: "a" }, { slug: "b" }], hasMore: true });
    expect(await slugs(`limit=2&cursor=${first.body.nextCursor}`)).toEqual(["c"]);
  });

  test("filters by status and by environment", async () => {
    const failure = { failureCode: "TLS", failureMessage: "No.", failedAt: NOW };
    const later = new Date(NOW.getTime() + 1);
    const states = {
      connected: { catalogueAt: NOW },
      "connected-again": { catalogueAt: later, callFailedAt: NOW },
      call_failed: { catalogueAt: NOW, callFailedAt: later },
      stale: { catalogueAt: NOW, ...failure },
      failed: failure,
      disabled: { catalogueAt: NOW, ...failure, disabledAt: NOW },
    };
    for (const [slug, data] of Object.entries(states)) {
      await db().upstream.update({ where: { id: await makeUpstream(world.acme, { slug }) }, data });
    }
    expect(await slugs("status=connected")).toEqual(["connected", "connected-again"]);
    for (const status of ["call_failed", "stale", "failed", "disabled"]) {
      expect(await slugs(`status=${status}`)).toEqual([status]);
    }
    await makeUpstream(world.acme, { slug: "test", environment: "staging" });
    expect(await slugs("environment=staging")).toEqual(["test"]);
  });
});

test("400: names every wrong parameter", async () => {
  const answer = await world.ask("GET", `${path()}?limit=0&status=lost&environment=A%00&cursor=x`);
  expect(wrongFields(answer)).toEqual(["cursor", "environment", "limit", "status"]);
  expect(wrongFields(await world.ask("GET", "/workspaces/acme/servers"))).toEqual(["id"]);
});

test("404: refuses a foreign workspace, and the caller's own when another one is active", async () => {
  const foreign = await makeWorkspace("Foreign", []);
  const labs = await makeWorkspace("Labs", [[world.ada, "member"]]);
  const answers = [
    await world.ask("GET", `/workspaces/${foreign.id}/servers`),
    await world.ask("GET", path(), undefined, { "x-active-account": labs.slug }),
  ];
  for (const { status, body } of answers) expect([status, body]).toMatchObject([404, errorOf("NOT_FOUND")]);
});
