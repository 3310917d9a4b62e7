import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ReachableUpstream } from "#lib/gateway/offer/reachable-upstream";
import { buildResourceMap } from "#lib/gateway/offer/resource-map";
import { upstreamSnapshot } from "#testing/servers/upstream-snapshot";

type Offered = { slug: string; uris?: string[]; templates?: string[] };

function servers(...offered: Offered[]): ReachableUpstream[] {
  return offered.map(({ slug, uris = [], templates = [] }) => ({
    workspace: "acme",
    confirmDestructive: true,
    upstream: upstreamSnapshot({
      id: slug,
      slug,
      capabilities: { resources: {} },
      resources: uris.map((uri) => ({ uri, name: uri })),
      resourceTemplates: templates.map((uriTemplate) => ({ uriTemplate, name: uriTemplate })),
    }),
  }));
}

function whereIs(uri: string, ...offered: Offered[]): string {
  const found = buildResourceMap(servers(...offered)).find(uri);
  return found.outcome === "found" ? `${found.upstream.slug} ${found.uri}` : found.outcome;
}

describe("a URI", () => {
  test("goes to the one server that lists it", () => {
    expect(whereIs("note://1", { slug: "a" }, { slug: "b", uris: ["note://1"] })).toBe("b note://1");
  });

  test("that is in no list goes to the server whose template fits it best", () => {
    const general = { slug: "a", templates: ["file:///{+path}"] };
    const special = { slug: "b", templates: ["file:///etc/{name}"] };
    expect(whereIs("file:///etc/hosts", general, special)).toBe("b file:///etc/hosts");
    expect(whereIs("file:///var/log", general, special)).toBe("a file:///var/log");
    expect(whereIs("http://else", general, special)).toBe("unknown");
  });

  test("that fits templates of two servers equally well is refused", () => {
    const one = { slug: "a", templates: ["day://{day}"] };
    const other = { slug: "b", templates: ["day://{date}"] };
    expect(whereIs("day://1", one, other)).toBe("ambiguous");
  });

  test.each([
    ["a://x{id}x", "a://x", "a://xx"],
    ["a://{x}bc{y}c", "a://1bc", "a://1bcc"],
  ])("fits the template %s only when its literal parts do not overlap", (template, overlapping, fitting) => {
    const servers: Offered[] = [{ slug: "a", templates: [template] }, { slug: "b" }];
    expect(whereIs(overlapping, ...servers)).toBe("unknown");
    expect(whereIs(fitting, ...servers)).toBe(`a ${fitting}`);
  });

  test("that nobody lists goes to the only server with resources, which may know more than it lists", () => {
    expect(whereIs("hidden://1", { slug: "a", uris: ["note://1"] })).toBe("a hidden://1");
  });

  test("that two servers list, or whose template they share, is refused", () => {
    const both = (offered: Omit<Offered, "slug">): Offered[] => [
      { slug: "a", ...offered },
      { slug: "b", ...offered },
    ];
    expect(whereIs("note://1", ...both({ uris: ["note://1"] }))).toBe("ambiguous");
    expect(whereIs("day://1", ...both({ templates: ["day://{day}"] }))).toBe("ambiguous");
    expect(whereIs("latchkey://acme/b/day://1", ...both({ templates: ["day://{day}"] }))).toBe("b day://1");
  });
});

test("every listed URI leads to the server that listed it, and no two listed URIs are equal", () => {
  const uris = fc.uniqueArray(fc.constantFrom("x://1", "x://2", "y://{not}", "z://"), { maxLength: 4 });
  fc.assert(
    fc.property(uris, uris, uris, (first, second, third) => {
      const all = servers({ slug: "a", uris: first }, { slug: "b", uris: second }, { slug: "c", uris: third });
      const map = buildResourceMap(all);
      const listed = map.resources.map((one) => String(one.uri));
      expect(listed).toHaveLength(first.length + second.length + third.length);
      expect(new Set(listed).size).toBe(listed.length);
      for (const uri of listed) expect(map.find(uri).outcome).toBe("found");
    }),
  );
});
