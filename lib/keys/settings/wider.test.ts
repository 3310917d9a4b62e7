import fc from "fast-check";
import { expect, test } from "vitest";
import { type Right, rightsOf, SCOPES } from "#lib/keys/access/scopes";
import { isWider, type KeyBounds } from "#lib/keys/settings/wider";

const WORKSPACES = ["acme", "labs", "shop"];
const ENVIRONMENTS = ["production", "staging"];
const SERVERS = WORKSPACES.flatMap((workspace) =>
  [1, 2].map((number) => ({ id: `${workspace}-${number}`, workspace })),
);

const bounds: fc.Arbitrary<KeyBounds> = fc.record({
  scopes: fc.subarray([...SCOPES]),
  workspaceIds: fc.subarray(WORKSPACES),
  environment: fc.constantFrom(null, ...ENVIRONMENTS),
  serverIds: fc.option(fc.subarray(SERVERS.map((server) => server.id))),
});

/** Any state that the servers may be in: which environment each belongs to, and which of them are there. */
const world = fc.tuple(
  ...SERVERS.map((server) => fc.record({ ...fixed(server), stage: fc.constantFrom(...ENVIRONMENTS) })),
);

function fixed(server: (typeof SERVERS)[number]) {
  return { id: fc.constant(server.id), workspace: fc.constant(server.workspace) };
}

function reaches(
  { scopes, workspaceIds, environment, serverIds }: KeyBounds,
  servers: { id: string; workspace: string; stage: string }[],
) {
  return servers
    .filter(({ workspace }) => workspaceIds.includes(workspace))
    .filter(({ stage }) => environment === null || stage === environment)
    .filter(({ id }) => serverIds === null || serverIds.includes(id))
    .flatMap(({ id }) => [...rightsOf(scopes)].map((right: Right) => `${right} at ${id}`));
}

test("a change that lets a key do more in any state of the servers is wider", () => {
  fc.assert(
    fc.property(bounds, bounds, world, (before, after, servers) => {
      const had = new Set(reaches(before, servers));
      if (reaches(after, servers).some((one) => !had.has(one))) expect(isWider(before, after)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test("no change is not wider", () => {
  fc.assert(fc.property(bounds, (one) => !isWider(one, one)));
});

test("several steps that are not wider are not wider together", () => {
  const some = [[], ["mcp:tools:list"], ["mcp:read"]].flatMap((scopes) =>
    [[], ["acme"], ["acme", "labs"]].flatMap((workspaceIds) =>
      [null, "production", "staging"].flatMap((environment) =>
        [null, [], ["one"], ["one", "two"]].map((serverIds) => ({ scopes, workspaceIds, environment, serverIds })),
      ),
    ),
  );
  const narrower = new Map(some.map((one) => [one, some.filter((other) => !isWider(one, other))]));
  for (const [first, seconds] of narrower) {
    const reachable = new Set(seconds.flatMap((second) => narrower.get(second) ?? []));
    expect([...reachable].filter((third) => isWider(first, third))).toEqual([]);
  }
});

test("a change that only removes something is never wider", () => {
  fc.assert(
    fc.property(bounds, fc.nat(), (one, pick) => {
      const without = <Item>(list: readonly Item[]) => list.filter((_, index) => index !== pick % (list.length || 1));
      expect(isWider(one, { ...one, scopes: without(one.scopes) })).toBe(false);
      expect(isWider(one, { ...one, workspaceIds: without(one.workspaceIds) })).toBe(false);
      if (one.serverIds) expect(isWider(one, { ...one, serverIds: without(one.serverIds) })).toBe(false);
    }),
  );
});

test("an empty choice of servers is narrower than all servers, and all servers are wider than it", () => {
  const all: KeyBounds = { scopes: ["mcp:read"], workspaceIds: ["acme"], environment: null, serverIds: null };
  expect(isWider(all, { ...all, serverIds: [] })).toBe(false);
  expect(isWider({ ...all, serverIds: [] }, all)).toBe(true);
});

test("other scopes with the same rights are not wider", () => {
  const one: KeyBounds = { scopes: ["mcp:read"], workspaceIds: ["acme"], environment: null, serverIds: null };
  expect(isWider(one, { ...one, scopes: ["mcp:tools:list", "mcp:read"] })).toBe(false);
});
