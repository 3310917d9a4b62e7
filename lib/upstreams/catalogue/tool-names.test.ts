import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exposedNames, NAME_MAX, namingMode, type OwnedName } from "#lib/upstreams/catalogue/tool-names";

const slug = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,40}$/);
const toolName = fc.oneof(fc.string({ maxLength: 130 }), fc.stringMatching(/^[a-zA-Z_]{1,20}$/));
const owned = fc.record({ workspace: slug, upstream: slug, name: toolName });
const several = fc.uniqueArray(owned, {
  selector: (one: OwnedName) => JSON.stringify([one.workspace, one.upstream, one.name]),
  maxLength: 40,
});
const mode = fc.constantFrom("plain" as const, "upstream" as const, "workspace" as const);

describe("exposed names", () => {
  test("are legal", () => {
    fc.assert(
      fc.property(several, mode, (list, chosen) => {
        for (const name of exposedNames(list, chosen)) expect(name).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
      }),
    );
  });

  test("are different from each other and from the names in use", () => {
    fc.assert(
      fc.property(several, mode, (list, chosen) => {
        const names = exposedNames(list, chosen, ["list_workspaces"]);
        expect(new Set([...names, "list_workspaces"]).size).toBe(list.length + 1);
      }),
    );
  });

  test("do not depend on other tools while the slugs of the servers differ", () => {
    fc.assert(
      fc.property(several, owned, (list, one) => {
        fc.pre(!list.some((other) => other.workspace === one.workspace && other.upstream === one.upstream));
        const [alone] = exposedNames([one], "workspace");
        expect(exposedNames([...list, one], "workspace").at(-1)).toBe(alone);
      }),
    );
  });

  test("stay unchanged when they are legal, and are otherwise always shortened in the same way", () => {
    const at = { workspace: "acme", upstream: "github" };
    expect(exposedNames([{ ...at, name: "list_issues" }], "upstream")).toEqual(["github__list_issues"]);
    expect(exposedNames([{ ...at, name: "list_issues" }], "workspace")).toEqual(["acme__github__list_issues"]);
    expect(exposedNames([{ ...at, name: "list_issues" }], "plain")).toEqual(["list_issues"]);
    expect(exposedNames([{ ...at, name: "a.b/c" }], "upstream")).toEqual(["github__a_b_c_8e3f8887"]);
    const [long] = exposedNames([{ ...at, name: "x".repeat(100) }], "upstream");
    expect(long).toHaveLength(NAME_MAX);
    expect(long).toBe(`github__${"x".repeat(47)}_ee3e85aa`);
  });

  test("change when a built-in tool has the same name", () => {
    const [name] = exposedNames([{ workspace: "w", upstream: "u", name: "list_workspaces" }], "plain", [
      "list_workspaces",
    ]);
    expect(name).toMatch(/^list_workspaces_[0-9a-f]{8}$/);
  });
});

describe("the naming mode", () => {
  test("is plain only for a single server with that setting", () => {
    expect(namingMode({ workspaceCount: 1, serverCount: 1, isUnprefixed: true })).toBe("plain");
    expect(namingMode({ workspaceCount: 1, serverCount: 1, isUnprefixed: false })).toBe("upstream");
    expect(namingMode({ workspaceCount: 1, serverCount: 2, isUnprefixed: true })).toBe("upstream");
  });

  test("names the workspace when the key reaches several", () => {
    expect(namingMode({ workspaceCount: 2, serverCount: 1, isUnprefixed: false })).toBe("workspace");
    expect(namingMode({ workspaceCount: 2, serverCount: 0, isUnprefixed: false })).toBe("workspace");
  });
});
