import { expect, test } from "vitest";
import { FairQueue } from "#lib/bounds/fair-queue";
import { buildOffer, keptOfferBytes, offerFor, previewOffer } from "#lib/gateway/offer/offer";
import type { KeyAccess } from "#lib/keys/access/authenticate";
import { forget, provide } from "#lib/process";
import { memoryOf } from "#lib/upstreams/catalogue/catalogue-size";
import { provideTestEnv } from "#testing/databases/use-database";
import { upstreamSnapshot } from "#testing/servers/upstream-snapshot";

const ONE = { workspaces: 1, servers: 1 };

const tool = (name: string, readOnlyHint?: boolean) => ({ name, annotations: { readOnlyHint, title: "Kept" } });

test("offers five hundred tools of twenty servers under five hundred names", () => {
  const upstreams = Array.from({ length: 20 }, (_, server) => ({
    workspace: "acme",
    confirmDestructive: true,
    upstream: upstreamSnapshot({
      id: `ups_${server}`,
      slug: `server-${server}`,
      tools: Array.from({ length: 25 }, (_, index) => tool(`tool.${index}/${"x".repeat(index * 4)}`)),
    }),
  }));
  expect(buildOffer(upstreams, { workspaces: 1, servers: 20 }).tools.size).toBe(500);
});

test("a tool that can only run as a task is not offered, and others lose what they say of tasks", () => {
  const tools = ["required", "optional", "forbidden"].map((taskSupport) => ({
    name: taskSupport,
    execution: { taskSupport },
  }));
  const upstream = upstreamSnapshot({ tools });
  const offer = buildOffer([{ workspace: "acme", confirmDestructive: true, upstream }], ONE);
  expect([...offer.tools.values()].map(({ listed }) => listed)).toEqual([
    { name: "test__optional" },
    { name: "test__forbidden" },
  ]);
});

test("an admin's rule for a tool decides its class and the hints that clients get", () => {
  const rules = new Map([
    ["hinted", "writing" as const],
    ["unknown", "read_only" as const],
    ["never", "blocked" as const],
  ]);
  const upstream = upstreamSnapshot({ tools: [tool("hinted", true), tool("unknown"), tool("never", true)], rules });
  const { tools } = buildOffer([{ workspace: "acme", confirmDestructive: true, upstream }], ONE);
  expect(tools.get("test__hinted")).toMatchObject({
    class: "writing",
    listed: { name: "test__hinted", annotations: { readOnlyHint: false, title: "Kept" } },
  });
  expect(tools.get("test__unknown")).toMatchObject({
    class: "read_only",
    listed: { annotations: { readOnlyHint: true } },
  });
  expect(tools.get("test__never")).toMatchObject({
    class: "blocked",
    listed: { annotations: { readOnlyHint: true, title: "Kept" } },
  });
});

test("a tool without any hint counts as its server's rules say, and clients get that as its hint", () => {
  const offered = (toolsWithoutHints: "writing" | "read_only") => {
    const serverRules = { toolsWithoutHints, confirmDestructive: "as_workspace" as const };
    const rules = new Map([["ruled", "writing" as const]]);
    const tools = [{ name: "plain" }, { name: "ruled" }, tool("said", false)];
    const upstream = upstreamSnapshot({ tools, rules, serverRules });
    const offer = buildOffer([{ workspace: "acme", confirmDestructive: true, upstream }], ONE);
    return [...offer.tools.values()].map(({ class: counts, listed }) => [counts, listed.annotations]);
  };
  const others = [
    ["writing", { readOnlyHint: false }],
    ["writing", { readOnlyHint: false, title: "Kept" }],
  ];
  expect(offered("writing")).toEqual([["writing", undefined], ...others]);
  expect(offered("read_only")).toEqual([["read_only", { readOnlyHint: true }], ...others]);
});

test("destructive tools ask first where their server or workspace wants it, unless an admin has ruled on them", () => {
  const destructive = (name: string) => ({ name, annotations: { destructiveHint: true } });
  const tools = [destructive("drop"), destructive("allowed"), { name: "plain" }, tool("read", true)];
  const asking = (workspaceAsks: boolean, confirmDestructive: "as_workspace" | "never" | "always" = "as_workspace") => {
    const serverRules = { toolsWithoutHints: "writing" as const, confirmDestructive };
    const upstream = upstreamSnapshot({ tools, rules: new Map([["allowed", "writing"]]), serverRules });
    const offer = buildOffer([{ workspace: "acme", confirmDestructive: workspaceAsks, upstream }], ONE);
    return [...offer.tools.values()].filter((one) => one.asksFirst).map((one) => one.name);
  };
  expect(asking(true)).toEqual(["drop"]);
  expect(asking(false)).toEqual([]);
  expect(asking(true, "never")).toEqual([]);
  expect(asking(false, "always")).toEqual(["drop"]);
});

test("names stay the same while a policy blocks the key in its other workspaces", () => {
  const upstream = upstreamSnapshot({ tools: [tool("read")], unprefixed: true });
  const namesWith = (held: { workspaces: number; servers: number }) => [
    ...buildOffer([{ workspace: "acme", confirmDestructive: true, upstream }], held).tools.keys(),
  ];
  expect(namesWith(ONE)).toEqual(["read"]);
  expect(namesWith({ workspaces: 2, servers: 1 })).toEqual(["read"]);
  expect(namesWith({ workspaces: 2, servers: 2 })).toEqual(["acme__test__read"]);
});

test("empty offers take memory too: keys without a server cannot fill it, however many reaches they have", async () => {
  provideTestEnv({ DATABASE_URL: "postgresql://nowhere/none", MAX_CATALOGUE_MIB: "1" });
  forget("offers");
  const nothing = { userId: "usr_ada", workspaces: [], blocked: [] };
  const reaching = (reach: string) => ({ ...nothing, reach }) as unknown as KeyAccess;
  const limit = 1.5 * memoryOf({ bytes: 1024 * 1024 });
  for (let each = 0; each < limit / 4096; each += 1) await offerFor(reaching(`blocked ${each}`));
  expect(keptOfferBytes()).toBeLessThanOrEqual(limit);
  expect(offerFor(reaching("blocked 0"))).toBeInstanceOf(Promise);
  // The name of an offer in the cache is as long as what its key reaches.
  forget("offers");
  for (let each = 0; each < 20; each += 1) await offerFor(reaching(`${each} ${"x".repeat(limit / 20)}`));
  expect(keptOfferBytes()).toBeLessThanOrEqual(limit);
  expect(offerFor(reaching(`0 ${"x".repeat(limit / 20)}`))).toBeInstanceOf(Promise);
  forget("offers");
});

test("makes few offers at once, and says that it is busy when too many wait", async () => {
  provideTestEnv({ DATABASE_URL: "postgresql://nowhere/none" });
  forget("offers");
  const access = { userId: "usr_ada", workspaces: [], blocked: [], reach: "blocked 0 0" } as unknown as KeyAccess;
  const queue = provide("offers-being-made", new FairQueue({ limit: 1 }, 1));
  await queue.acquire({ owner: "others" }, 1);
  void queue.acquire({ owner: "others" }, 1);
  await expect(offerFor(access)).rejects.toMatchObject({ status: 503 });
  await expect(previewOffer(access)).rejects.toMatchObject({
    code: "UNAVAILABLE",
    message: "Latchkey reads many catalogues right now. Try again later.",
  });
  forget("offers-being-made");
  expect((await offerFor(access)).tools.size).toBe(0);
  expect(await previewOffer(access)).toBe(offerFor(access));
  forget("offers");
});
