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

test("replaces the value of a key without growing or dropping another entry", () => {
  const map = new BoundedMap<string, number>(2);
  map.set("a", 1);
  map.set("b", 2);
  map.set("a", 3);
  expect(map.size).toBe(2);
  expect(map.get("a")).toBe(3);
});

test("counts both a read and a write as a use", () => {
  const map = new BoundedMap<string, number>(2);
  map.set("a", 1);
  map.set("b", 2);
  map.get("a");
  map.set("b", 3);
  map.get("a");
  map.set("c", 4);
  expect([map.get("a"), map.get("b"), map.get("c")]).toEqual([1, undefined, 4]);
});

test("drops nothing up to its limit, and forgets what is deleted", () => {
  const dropped: number[] = [];
  const map = new BoundedMap<string, number>(2, (value) => dropped.push(value));
  map.set("a", 1);
  map.set("b", 2);
  map.delete("a");
  map.set("c", 3);
  expect([...map.entries()]).toEqual([
    ["b", 2],
    ["c", 3],
  ]);
  map.clear();
  expect([map.size, dropped]).toEqual([0, []]);
});
