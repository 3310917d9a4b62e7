import { expect, test } from "vitest";
import { RingMemory } from "#lib/bell/ring-memory";

test("says whether one of the subjects rang after a count", () => {
  const rings = new RingMemory();
  rings.recordRing("key:1");
  const moment = rings.count;
  expect(rings.hasRungSince(moment, ["key:1", "user:1"])).toBe(false);
  rings.recordRing("user:1");
  expect(rings.hasRungSince(moment, ["key:1"])).toBe(false);
  expect(rings.hasRungSince(moment, ["key:1", "user:1"])).toBe(true);
});

test("treats a ring for all as a ring of every subject before it, and of none after it", () => {
  const rings = new RingMemory();
  const before = rings.count;
  rings.recordRing("all");
  expect(rings.hasRungSince(before, ["key:1"])).toBe(true);
  expect(rings.hasRungSince(rings.count, ["key:1"])).toBe(false);
});

test("treats forgotten subjects as rung, because its memory is bounded", () => {
  const rings = new RingMemory();
  rings.recordRing("key:first");
  const moment = rings.count - 1;
  for (let index = 0; index < 5_000; index += 1) rings.recordRing(`key:${index}`);
  expect(rings.hasRungSince(moment, ["key:other"])).toBe(true);
  expect(rings.hasRungSince(rings.count - 10, ["key:other"])).toBe(false);
  expect(rings.hasRungSince(rings.count - 10, ["key:4999"])).toBe(true);
});
