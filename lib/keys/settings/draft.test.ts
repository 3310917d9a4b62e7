import fc from "fast-check";
import { expect, test } from "vitest";
import { rightsOf, SCOPES } from "#lib/keys/access/scopes";
import {
  draftOf,
  formOptionsFor,
  type KeyDraft,
  newDraft,
  restrictDraft,
  withoutScope,
} from "#lib/keys/settings/draft";
import type { KeyChoices } from "#lib/keys/view/dto";
import { OPEN_POLICY } from "#lib/policy/dto";

const CHOICES: KeyChoices = {
  workspaces: ["acme", "labs"].map((id) => ({ id, name: id, slug: id, role: "member" })),
  servers: [
    { id: "one", name: "One", environment: "production", workspaceId: "acme", isDisabled: false },
    { id: "two", name: "Two", environment: "staging", workspaceId: "acme", isDisabled: true },
    { id: "three", name: "Three", environment: "qa", workspaceId: "labs", isDisabled: false },
  ],
  demands: [
    { workspace: { id: "labs", name: "Labs" }, role: "member", policy: { ...OPEN_POLICY, fullAccess: "admins" } },
  ],
};

const draft: fc.Arbitrary<KeyDraft> = fc.record({
  workspaceIds: fc.subarray(["acme", "labs"]),
  environment: fc.constantFrom(null, "production", "staging", "qa"),
  servers: fc.constantFrom("all", "chosen"),
  serverIds: fc.subarray(["one", "two", "three", "gone"]),
  access: fc.constantFrom("read_only", "full", "custom"),
  scopes: fc.subarray([...SCOPES]),
});

test("sends nothing that is not offered, and never turns a choice of servers into all servers", () => {
  fc.assert(
    fc.property(draft, (given) => {
      const offered = formOptionsFor(CHOICES, given);
      const settled = restrictDraft(given, offered);
      expect(settled.serverIds === null).toBe(given.servers === "all");
      for (const id of settled.serverIds ?? []) {
        const server = CHOICES.servers.find((one) => one.id === id);
        expect(given.workspaceIds).toContain(server?.workspaceId);
        if (given.environment !== null) expect(server?.environment).toBe(given.environment);
      }
      if (given.workspaceIds.includes("labs")) expect(rightsOf(settled.scopes).has("tools:write")).toBe(false);
    }),
  );
});

test("removes implied scopes and no rights", () => {
  fc.assert(
    fc.property(draft, (given) => {
      fc.pre(given.access === "custom" && !given.workspaceIds.includes("labs"));
      expect(rightsOf(restrictDraft(given, formOptionsFor(CHOICES, given)).scopes)).toEqual(rightsOf(given.scopes));
    }),
  );
});

test("brings a choice back when it is offered again", () => {
  const full: KeyDraft = { ...newDraft(["acme"]), access: "full", servers: "chosen", serverIds: ["one", "three"] };
  const both = { ...full, workspaceIds: ["acme", "labs"] };
  expect(restrictDraft(both, formOptionsFor(CHOICES, both))).toMatchObject({
    access: "read_only",
    serverIds: ["one", "three"],
  });
  expect(restrictDraft(full, formOptionsFor(CHOICES, full))).toMatchObject({ access: "full", serverIds: ["one"] });
});

test("removing a scope keeps the scopes that it included, and grants nothing new", () => {
  expect(withoutScope("mcp:read", ["mcp:read"])).toEqual(["mcp:tools:list", "mcp:tools:call", "mcp:resources:read"]);
  fc.assert(
    fc.property(fc.subarray([...SCOPES], { minLength: 1 }), (scopes) => {
      const had = rightsOf(scopes);
      for (const scope of scopes) {
        const left = withoutScope(scope, scopes);
        expect(left).not.toContain(scope);
        for (const right of rightsOf(left)) expect(had.has(right)).toBe(true);
      }
    }),
  );
});

test("offers the environment of a key also when no server has it any more", () => {
  const gone = { ...newDraft(["acme"]), environment: "gone" };
  expect(formOptionsFor(CHOICES, gone)).toMatchObject({ environments: ["production", "staging", "gone"], servers: [] });
});

test("the form of a saved key begins with the settings of the key", () => {
  const workspace = { id: "acme", name: "Acme", slug: "acme", detached: null, ownerIsMember: true };
  const key = {
    scopes: ["mcp:tools:list"],
    environment: "staging",
    servers: [],
    workspaces: [workspace, { ...workspace, id: "labs", ownerIsMember: false }],
  } as unknown as Parameters<typeof draftOf>[0];
  expect(draftOf(key)).toEqual({
    workspaceIds: ["acme"],
    environment: "staging",
    servers: "chosen",
    serverIds: [],
    access: "custom",
    scopes: ["mcp:tools:list"],
  });
});
