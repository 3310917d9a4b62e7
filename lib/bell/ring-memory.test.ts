import { expect, test } from "vitest";
import { RingMemory } from "#lib/bell/ring-memory";

test("what rang after a moment is known by its subject", () => {
  const rings = new RingMemory();
  rings.note("key:1");
  const moment = rings.count;
  expect(rings.hasRungSince(moment, ["key:1", "user:1"])).toBe(false);
  rings.note("user:1");
  expect(rings.hasRungSince(moment, ["key:1"])).toBe(false);
  expect(rings.hasRungSince(moment, ["key:1", "user:1"])).toBe(true);
});

test("a ring for all counts for everybody who read before it, and for nobody after", () => {
  const rings = new RingMemory();
  const before = rings.count;
  rings.note("all");
  expect(rings.hasRungSince(before, ["key:1"])).toBe(true);
  expect(rings.hasRungSince(rings.count, ["key:1"])).toBe(false);
});

test("what had to be forgotten counts as rung: the memory is bounded and never wrongly silent", () => {
  const rings = new RingMemory();
  rings.note("key:first");
  const moment = rings.count - 1;
  for (let index = 0; index < 5_000; index += 1) rings.note(`key:${index}`);
  expect(rings.hasRungSince(moment, ["key:other"])).toBe(true);
  expect(rings.hasRungSince(rings.count - 10, ["key:other"])).toBe(false);
  expect(rings.hasRungSince(rings.count - 10, ["key:4999"])).toBe(true);
});
