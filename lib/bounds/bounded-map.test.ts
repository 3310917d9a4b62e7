import { expect, test } from "vitest";
import { BoundedMap } from "#lib/bounds/bounded-map";

test("drops the entry that was used longest ago", () => {
  const dropped: number[] = [];
  const map = new BoundedMap<string, number>(2, (value) => dropped.push(value));
  map.set("a", 1);
  map.set("b", 2);
  map.get("a");
  map.set("c", 3);
  expect(dropped).toEqual([2]);
  expect([map.get("a"), map.get("b"), map.get("c")]).toEqual([1, undefined, 3]);
});

test("setting a key again neither grows the map nor drops another", () => {
  const map = new BoundedMap<string, number>(2);
  map.set("a", 1);
  map.set("b", 2);
  map.set("a", 3);
  expect(map.size).toBe(2);
  expect(map.get("a")).toBe(3);
});
