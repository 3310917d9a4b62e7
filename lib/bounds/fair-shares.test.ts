import fc from "fast-check";
import { expect, test } from "vitest";
import { FairShares, type Holder } from "#lib/bounds/fair-shares";

const LIMIT = 256;
/** A modest owner may hold this many, whatever others do. */
const FEW = LIMIT / 64;
/** The last quarter has room for so many owners that hold few, and for so many workspaces. */
const OWNERS_MAX = 15;
const WORKSPACES_MAX = 3;

const MODEST: Holder = { key: "modest", owner: "modest", workspace: "modest", server: "modest" };

type Step = { owner: number; workspace: number; key: number; server: number; times: number; gives: boolean };

const stepsOf = (owners: number, workspaces: number) =>
  fc.array(
    fc.record({
      owner: fc.nat({ max: owners - 1 }),
      workspace: fc.nat({ max: workspaces - 1 }),
      key: fc.nat({ max: 19 }),
      server: fc.nat({ max: 19 }),
      times: fc.integer({ min: 1, max: 2 * LIMIT }),
      gives: fc.constantFrom(false, false, false, true),
    }),
    { minLength: 20, maxLength: 60 },
  );

const makeShares = () => new FairShares({ limit: LIMIT, parts: { key: 20, server: LIMIT / 2 } });

/** Takes and gives as the steps say. @returns what is held in the end */
function play(shares: FairShares, steps: readonly Step[], check = () => {}): Holder[] {
  const held: Holder[] = [];
  for (const { times, gives, ...step } of steps) {
    for (let time = 0; time < times; time += 1) {
      // Twenty keys and twenty servers of the same owner, so that no limit by key or server protects the others.
      const holder = {
        key: `${step.owner} ${(step.key + time) % 20}`,
        owner: `owner ${step.owner}`,
        workspace: `workspace ${step.workspace}`,
        server: `${step.workspace} ${(step.server + time) % 20}`,
      };
      if (gives) {
        const one = held.shift();
        if (one) shares.give(one);
      } else if (shares.take(holder) === null) held.push(holder);
      check();
    }
  }
  return held;
}

/** How many units the modest one gets at once. */
function takenBy(shares: FairShares, modest: Holder): number {
  let taken = 0;
  while (taken < FEW && shares.take(modest) === null) taken += 1;
  return taken;
}

test("nobody ever exceeds its part, and nothing is left of what was given back", () => {
  fc.assert(
    fc.property(stepsOf(6, 3), (steps) => {
      const shares = makeShares();
      const held = play(shares, steps, () => expect(shares.used).toBeLessThanOrEqual(LIMIT));
      expect(shares.used).toBe(held.length);
      for (const holder of held) {
        expect(shares.heldBy("key", holder)).toBeLessThanOrEqual(20);
        expect(shares.heldBy("server", holder)).toBeLessThanOrEqual(LIMIT / 2);
        expect(shares.heldBy("owner", holder)).toBeLessThanOrEqual(LIMIT / 2);
        expect(shares.heldBy("workspace", holder)).toBeLessThanOrEqual((LIMIT * 3) / 4);
      }
      for (const holder of held) shares.give(holder);
      expect([shares.used, shares.holders]).toEqual([0, 0]);
    }),
  );
});

test("fifteen greedy owners with any number of keys, workspaces and servers leave room for a modest one", () => {
  fc.assert(
    fc.property(stepsOf(OWNERS_MAX, 20), (steps) => {
      const shares = makeShares();
      play(shares, steps);
      expect(takenBy(shares, MODEST)).toBe(FEW);
    }),
  );
});

test("three greedy workspaces with any number of owners leave room for a modest one", () => {
  fc.assert(
    fc.property(stepsOf(40, WORKSPACES_MAX), (steps) => {
      const shares = makeShares();
      play(shares, steps);
      expect(takenBy(shares, MODEST)).toBe(FEW);
    }),
  );
});

test("fifteen greedy owners of one workspace leave room for a modest colleague", () => {
  fc.assert(
    fc.property(stepsOf(OWNERS_MAX, 1), (steps) => {
      const shares = makeShares();
      play(shares, steps);
      expect(takenBy(shares, { ...MODEST, workspace: "workspace 0" })).toBe(FEW);
    }),
  );
});

test("says whose part is full", () => {
  const shares = makeShares();
  const fill = (holder: Holder) => {
    for (;;) {
      const full = shares.take(holder);
      if (full !== null) return full;
    }
  };
  expect(fill({ key: "k", owner: "a", workspace: "v", server: "s" })).toBe("key");
  expect(fill({ owner: "a", workspace: "v", server: "s" })).toBe("owner");
  expect(fill({ owner: "b", workspace: "v", server: "s" })).toBe("server");
  // The last quarter of the workspace is kept for owners that hold few.
  expect(fill({ owner: "b", workspace: "v", server: "t" })).toBe("owner");
  for (let one = 0; shares.heldBy("workspace", { workspace: "v" }) < (LIMIT * 3) / 4; one += 1) {
    expect(fill({ owner: `colleague ${one}`, workspace: "v" })).toMatch(/owner|workspace/);
  }
  expect(fill({ owner: "late", workspace: "v" })).toBe("workspace");
  for (let one = 0; shares.used < LIMIT; one += 1) fill({ owner: `other ${one}`, workspace: `w ${one}` });
  expect(fill(MODEST)).toBe("all");
});

test("one tenant that is alone uses three quarters, and two tenants together use all", () => {
  const shares = makeShares();
  for (let owner = 0; owner < 64; owner += 1) while (shares.take({ owner: `a${owner}`, workspace: "a" }) === null);
  expect(shares.used).toBe((LIMIT * 3) / 4);
  for (let owner = 0; owner < 64; owner += 1)
    while (shares.take({ owner: `b${owner}`, workspace: `b${owner}` }) === null);
  expect(shares.used).toBe(LIMIT);
});

test("an allowance of one or two units is still an allowance", () => {
  for (const limit of [1, 2]) {
    const shares = new FairShares({ limit });
    const taken = Array.from({ length: limit }, (_, n) => shares.take({ owner: `${n}`, workspace: `${n}` }));
    expect([...taken, shares.take(MODEST)]).toEqual([...taken.map(() => null), "all"]);
  }
});

test("a small part of a workspace leaves each owner its own part", () => {
  const shares = new FairShares({ limit: 16, parts: { owner: 2, workspace: 4 } });
  const ada = { owner: "ada", workspace: "acme" };
  const bob = { owner: "bob", workspace: "acme" };
  expect([shares.take(ada), shares.take(ada), shares.take(ada)]).toEqual([null, null, "owner"]);
  expect([shares.take(bob), shares.take(bob)]).toEqual([null, "owner"]);
});
