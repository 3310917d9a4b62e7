import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exposedNames, hasWorkspacePrefix, namingMode, type OwnedName } from "#lib/upstreams/catalogue/tool-names";

const slug = fc.stringMatching(/^[a-z0-9]{1,12}(-[a-z0-9]{1,12}){0,3}$/);
const toolName = fc.oneof(fc.string({ maxLength: 130 }), fc.stringMatching(/^[a-zA-Z_]{1,60}$/));
const owned = fc.record({ workspace: slug, upstream: slug, name: toolName });
const several = fc.uniqueArray(owned, {
  selector: (one: OwnedName) => JSON.stringify([one.workspace, one.upstream, one.name]),
  maxLength: 40,
});
const mode = fc.constantFrom("plain" as const, "upstream" as const, "workspace" as const);

/** Two slugs whose short forms are equal. */
function twins(): [string, string] {
  const seen = new Map<string, string>();
  for (let index = 0; index < 100_000; index += 1) {
    const upstream = `server-number-${index}`;
    const [name = ""] = exposedNames([{ workspace: "acme", upstream, name: "t".repeat(35) }], "workspace");
    const twin = seen.get(name);
    if (twin) return [twin, upstream];
    seen.set(name, upstream);
  }
  throw new Error("No two of these slugs have the same short form.");
}

describe("exposed names", () => {
  test("are legal, and leave a client 15 of 64 characters for its prefix", () => {
    fc.assert(
      fc.property(several, mode, (list, chosen) => {
        for (const name of exposedNames(list, chosen)) expect(name).toMatch(/^[A-Za-z0-9_-]{1,49}$/);
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

  test("keep the whole name of a tool behind both prefixes while it has at most 33 characters", () => {
    const kept = fc.record({ workspace: slug, upstream: slug, name: fc.stringMatching(/^[a-zA-Z0-9_-]{1,33}$/) });
    fc.assert(
      fc.property(kept, mode, (one, chosen) => {
        const [name] = exposedNames([one], chosen);
        expect(name?.endsWith(chosen === "plain" ? one.name : `__${one.name}`)).toBe(true);
      }),
    );
  });

  test("begin with the workspace of the tool in a form that the workspace knows", () => {
    fc.assert(
      fc.property(owned, slug, (one, other) => {
        const [name = ""] = exposedNames([one], "workspace");
        expect(hasWorkspacePrefix(name, one.workspace)).toBe(true);
        fc.pre(other[0] !== one.workspace[0]);
        expect(hasWorkspacePrefix(name, other)).toBe(false);
      }),
    );
  });

  test("stay unchanged when they fit, and are otherwise always shortened in the same way", () => {
    const at = { workspace: "acme", upstream: "github" };
    expect(exposedNames([{ ...at, name: "list_issues" }], "upstream")).toEqual(["github__list_issues"]);
    expect(exposedNames([{ ...at, name: "list_issues" }], "workspace")).toEqual(["acme__github__list_issues"]);
    expect(exposedNames([{ ...at, name: "list_issues" }], "plain")).toEqual(["list_issues"]);
    expect(exposedNames([{ ...at, name: "a.b/c" }], "upstream")).toEqual(["github__a_b_c_8e3f8887"]);
    expect(exposedNames([{ ...at, name: "x".repeat(100) }], "upstream")).toEqual([
      `github__${"x".repeat(32)}_ee3e85aa`,
    ]);
    expect(exposedNames([{ ...at, name: "y".repeat(50) }], "plain")).toEqual([`${"y".repeat(40)}_e51c2a76`]);
  });

  test("shorten the workspace first, then the server, and the tool's own name last", () => {
    const at = { workspace: "acme-engineering", upstream: "playwright-browser" };
    const shown = (length: number) => exposedNames([{ ...at, name: "t".repeat(length) }], "workspace")[0];
    expect(shown(11)).toBe(`acme-engineering__playwright-browser__${"t".repeat(11)}`);
    expect(shown(12)).toBe(`acme_50v__playwright-browser__${"t".repeat(12)}`);
    expect(shown(19)).toBe(`acme_50v__playwright-browser__${"t".repeat(19)}`);
    expect(shown(20)).toBe(`acme_50v__play_y2f__${"t".repeat(20)}`);
    expect(shown(30)).toBe(`a_50v__p_y2f__${"t".repeat(30)}`);
    expect(shown(35)).toBe(`a_50v__p_y2f__${"t".repeat(35)}`);
    expect(shown(36)).toMatch(/^a_50v__p_y2f__t{26}_[0-9a-f]{8}$/);
  });

  test("do not change when a tool, a server or a workspace comes whose name begins alike", () => {
    const places = ["acme-production-eu", "acme-production-us"];
    const all = places.flatMap((workspace) =>
      ["kubernetes-one", "kubernetes-two"].flatMap((upstream) =>
        ["get_resource_of_cluster", "get_resource_of_cluster_in_all_namespaces"].map((name) => ({
          workspace,
          upstream,
          name,
        })),
      ),
    );
    const names = exposedNames(all, "workspace");
    expect(new Set(names).size).toBe(all.length);
    for (const [index, one] of all.entries()) expect(exposedNames([one], "workspace")).toEqual([names[index]]);
  });

  test("change when a built-in tool has the same name", () => {
    const [name] = exposedNames([{ workspace: "w", upstream: "u", name: "list_workspaces" }], "plain", [
      "list_workspaces",
    ]);
    expect(name).toMatch(/^list_workspaces_[0-9a-f]{8}$/);
  });

  test("still differ when two slugs have the same short form", () => {
    const [one, other] = twins();
    const name = "a_tool_that_needs_room_for_its_name";
    const owners = [one, other].map((upstream) => ({ workspace: "acme", upstream, name }));
    const [first, second] = exposedNames(owners, "workspace");
    expect(first).toMatch(/^acme__s_[0-9a-z]{3}__a_tool/);
    expect(second?.slice(0, 12)).toBe(first?.slice(0, 12));
    expect(second).not.toBe(first);
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
