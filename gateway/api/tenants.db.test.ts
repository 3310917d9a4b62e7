import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { useDatabase } from "#testing/databases/use-database";
import { errorOf, useApi } from "#testing/machine/use-api";
import { makeWorkspace } from "#testing/people/factories";
import { digestOfDatabase, makeTenants, type Tenants } from "#testing/people/tenants";

useDatabase();
const world = useApi();

let tenants: Tenants;
beforeEach(async () => {
  tenants = await makeTenants(world);
});

type Attempt = { path: string; body?: object };
type Kind = "keys" | "workspaces" | "servers";

/** The records that a request names: `of` is their kind, and `to` makes the request with an id. */
type Row = { of: Kind; to: (id: string) => Attempt }[];

const workspaceId = (path: string): Row[number] => ({
  of: "workspaces",
  to: (id) => ({ path: `${path}?workspaceId=${id}` }),
});
const inKey = (suffix = "", body?: object): Row[number] => ({
  of: "keys",
  to: (id) => ({ path: `/keys/${id}${suffix}`, body }),
});
const servers = (ids: string) => ({ serverIds: [ids] });

const refusedAttempts = (workspace: string, key: string) => ({
  path: `/workspaces/${workspace}/keys/${key}/refused-attempts`,
});

const TABLE: Record<string, Row> = {
  "get /keys": [workspaceId("/keys")],
  "post /keys": [
    { of: "workspaces", to: (id) => ({ path: "/keys", body: { workspaceIds: [id] } }) },
    { of: "servers", to: (id) => ({ path: "/keys", body: servers(id) }) },
  ],
  "get /keys/{id}": [inKey()],
  "patch /keys/{id}": [
    inKey("", { name: "Stolen" }),
    { of: "workspaces", to: (id) => ({ path: `/keys/${tenants.keys.own}`, body: { workspaceIds: [id] } }) },
    { of: "servers", to: (id) => ({ path: `/keys/${tenants.keys.own}`, body: servers(id) }) },
  ],
  "delete /keys/{id}": [inKey()],
  "post /keys/{id}/rotate": [inKey("/rotate", { overlap: "none" })],
  "get /keys/{id}/refused-attempts": [inKey("/refused-attempts")],
  "get /workspaces": [],
  "get /workspaces/{id}/keys": [{ of: "workspaces", to: (id) => ({ path: `/workspaces/${id}/keys` }) }],
  "get /workspaces/{id}/keys/{keyId}/refused-attempts": [
    { of: "workspaces", to: (id) => refusedAttempts(id, tenants.keys.own) },
  ],
  "get /workspaces/{id}/servers": [{ of: "workspaces", to: (id) => ({ path: `/workspaces/${id}/servers` }) }],
  "get /audit-events": [workspaceId("/audit-events")],
  "get /usage": [workspaceId("/usage")],
};

/** These need no token. Anybody who holds the key, or signs the report, may know their answers. */
const PUBLIC = [
  "post /auth/validate-api-key",
  "post /credentials/revoke",
  "post /secret-scanning/github",
  "get /openapi.json",
];

const methodOf = (operation: string) => (operation.split(" ", 1)[0] ?? "").toUpperCase();

async function expectNotFound(method: string, { path, body }: Attempt, headers: Record<string, string>) {
  const answer = await world.ask(method, path, body, headers);
  expect([`${method} ${path}`, answer.status, answer.body]).toMatchObject([
    `${method} ${path}`,
    404,
    errorOf("NOT_FOUND"),
  ]);
  return answer.body.error;
}

describe("every endpoint", () => {
  let documented: string[];
  beforeAll(async () => {
    const response = await fetch(`${world.gateway.origin}/api/v1/openapi.json`);
    const { paths } = (await response.json()) as { paths: Record<string, object> };
    documented = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path}`),
    );
  });

  test("has a row in this table", () => {
    const undecided = documented.filter((operation) => !(operation in TABLE) && !PUBLIC.includes(operation));
    expect(undecided).toEqual([]);
    expect(Object.keys(TABLE).filter((operation) => !documented.includes(operation))).toEqual([]);
  });
});

describe.each(Object.keys(TABLE))("%s", (operation) => {
  const [method, row] = [methodOf(operation), TABLE[operation] ?? []];

  test("answers 404 for other people's records, with and without X-Active-Account, and changes nothing", async () => {
    const before = await digestOfDatabase();
    const both: Record<string, string>[] = [{}, { "x-active-account": world.acme.slug }];
    for (const headers of both) {
      for (const { of, to } of row) {
        const nothing = await expectNotFound(method, to(tenants[of].nothing), headers);
        for (const id of tenants[of].foreign) expect(await expectNotFound(method, to(id), headers)).toEqual(nothing);
      }
    }
    expect(await digestOfDatabase()).toEqual(before);
  });

  test("answers 404 when X-Active-Account names a foreign workspace, and changes nothing", async () => {
    const before = await digestOfDatabase();
    const headers = { "x-active-account": tenants.foreignSlug };
    const [path = ""] = operation.split(" ").slice(1);
    if (row.length === 0) await expectNotFound(method, { path }, headers);
    for (const { of, to } of row) {
      for (const id of [tenants[of].own, ...tenants[of].foreign]) await expectNotFound(method, to(id), headers);
    }
    expect(await digestOfDatabase()).toEqual(before);
  });
});

test("answers 404 for the caller's own workspace when another one is the active workspace", async () => {
  const labs = await makeWorkspace("Labs", [[world.ada, "owner"]]);
  const headers = { "x-active-account": world.acme.slug };
  const body = { workspaceIds: [world.acme.id, labs.id] };
  await expectNotFound("POST", { path: "/keys", body }, headers);
  await expectNotFound("PATCH", { path: `/keys/${tenants.keys.own}`, body }, headers);
  for (const path of ["/keys", "/usage", "/audit-events"]) {
    await expectNotFound("GET", { path: `${path}?workspaceId=${labs.id}` }, headers);
  }
});

test("shows no record of other people in any list", async () => {
  const { keys, workspaces, servers: own } = tenants;
  const [graces, mias, ofGlobex, ofAcme] = keys.foreign;
  const unknown = [graces, ofGlobex, ...workspaces.foreign, ...own.foreign];
  const lists = Object.keys(TABLE).filter((operation) => operation.startsWith("get "));
  for (const list of lists) {
    const path = (list.split(" ")[1] ?? "")
      .replace("{id}", list.includes("/keys/{id}") ? keys.own : workspaces.own)
      .replace("{keyId}", keys.own);
    const { status, body } = await world.ask("GET", path);
    expect([path, status]).toEqual([path, 200]);
    const text = JSON.stringify(body);
    // Only this list shows admins the keys of other members.
    const hidden = list === "get /workspaces/{id}/keys" ? unknown : [...unknown, mias, ofAcme];
    expect(hidden.filter((id) => id && text.includes(id))).toEqual([]);
  }
});
