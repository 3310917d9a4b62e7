import { expect, test } from "vitest";
import { upstreamDetail } from "#lib/upstreams/settings/view";
import { NOW } from "#testing/people/factories";

type Row = Parameters<typeof upstreamDetail>[0];
type Lists = Partial<Record<"tools" | "resources" | "resourceTemplates" | "prompts", unknown>>;

/** A connected server with these lists in its stored catalogue. */
function row(lists: Lists, changes: Partial<Row> = {}): Row {
  const nothing = { tools: [], resources: [], resourceTemplates: [], prompts: [] };
  return {
    id: "ups_test",
    name: "Notes",
    slug: "notes",
    url: "https://notes.example/mcp?token=secret",
    headerNames: [],
    encryptedHeaders: null,
    unprefixed: false,
    callTimeoutSeconds: null,
    environment: "production",
    disabledAt: null,
    catalogueAt: NOW,
    failureCode: null,
    failureMessage: null,
    failedAt: null,
    toolRules: [],
    workspace: { confirmDestructive: true },
    catalogue: { ...nothing, ...lists, serverName: "", serverVersion: "", protocolVersion: "" },
    ...changes,
  } as Row;
}

const detail = (lists: Lists, changes: Partial<Row> = {}) => upstreamDetail(row(lists, changes), true);

test("shows an entry that a server lists twice once, the first one, and nothing that is no entry", () => {
  const twice = (field: string) => [
    { name: "one", [field]: "same", description: "first" },
    null,
    "text",
    { name: "two", [field]: "same", description: "second" },
    { name: "three", [field]: "other" },
  ];
  const { tools, prompts, resources, ...counts } = detail({
    tools: twice("name"),
    prompts: twice("name"),
    resources: twice("uri"),
    resourceTemplates: twice("uriTemplate"),
  });
  // The names of tools and prompts are "same" and "other", because the field overwrites the name.
  for (const list of [tools, prompts]) {
    expect(list.map(({ name, description }) => [name, description])).toEqual([
      ["same", "first"],
      ["other", null],
    ]);
  }
  expect(resources.map(({ uri, name, isTemplate }) => [uri, name, isTemplate])).toEqual([
    ["same", "one", false],
    ["other", "three", false],
    ["same", "one", true],
    ["other", "three", true],
  ]);
  expect(counts).toMatchObject({ toolCount: 2, resourceCount: 4, promptCount: 2 });
});

test.each([undefined, null, "tools", { 0: { name: "a" } }])("shows nothing of a stored list that is %j", (tools) => {
  expect(detail({ tools })).toMatchObject({ tools: [], toolCount: 0 });
});

test("shows the title of a tool, else the one of its annotations, and no blank text", () => {
  const tools = [
    { name: "both", title: "Own", annotations: { title: "Of annotations" } },
    { name: "one", annotations: { title: "Of annotations" } },
    { name: "blank", title: " ", description: "\n", annotations: null },
  ];
  expect(detail({ tools }).tools.map(({ title, description }) => [title, description])).toEqual([
    ["Own", null],
    ["Of annotations", null],
    [null, null],
  ]);
});

test("names a resource without a name by its address", () => {
  expect(detail({ resources: [{ uri: "note://1" }] }).resources).toMatchObject([{ name: "note://1", uri: "note://1" }]);
});

test.each<[status: string, changes: Partial<Row>]>([
  ["connected", {}],
  ["stale", { failureCode: "REFUSED", failedAt: NOW }],
  ["failed", { failureCode: "REFUSED", failedAt: NOW, catalogueAt: null }],
  ["failed", { catalogueAt: null }],
  ["disabled", { disabledAt: NOW, failureCode: "REFUSED", failedAt: NOW }],
])("is %s with %o", (status, changes) => {
  expect(detail({}, changes).status).toBe(status);
});

test("names a failure only with its time, and a server that never answered by nothing", () => {
  expect(detail({}, { failureCode: "REFUSED" }).failure).toBeNull();
  expect(detail({}, { failureCode: "REFUSED", failedAt: NOW }).failure).toEqual({
    code: "REFUSED",
    message: "",
    at: NOW,
    said: null,
  });
  expect(detail({}, { catalogue: null })).toMatchObject({ serverName: null, protocolVersion: null, tools: [] });
});

test("shows the query of an address, which may hold a secret, only to those who may see it", () => {
  expect(upstreamDetail(row({}), true).url).toBe("https://notes.example/mcp?token=secret");
  expect(upstreamDetail(row({}), false).url).toBe("https://notes.example/mcp");
});
