import fc from "fast-check";
import { expect, test } from "vitest";
import { chooseFitting, portionsOf } from "#lib/upstreams/catalogue/choose-fitting";

const sizes = fc.array(fc.nat({ max: 50 }), { maxLength: 12 });
const things = (all: number[]) => all.map((bytes, index) => ({ id: `ups_${index}`, bytes }));

test("never chooses more than fits, and leaves out nothing that is smaller than a chosen thing", () => {
  fc.assert(
    fc.property(sizes, fc.nat({ max: 120 }), (all, maxBytes) => {
      const fitting = chooseFitting(things(all), maxBytes);
      const chosen = things(all).filter(({ id }) => fitting.has(id));
      const others = things(all).filter(({ id }) => !fitting.has(id));
      const sum = chosen.reduce((bytes, one) => bytes + one.bytes, 0);
      expect(sum).toBeLessThanOrEqual(maxBytes);
      for (const one of others) {
        expect(sum + one.bytes).toBeGreaterThan(maxBytes);
        for (const { bytes } of chosen) expect(bytes).toBeLessThanOrEqual(one.bytes);
      }
    }),
  );
});

test("chooses the same whatever the order", () => {
  fc.assert(
    fc.property(sizes, fc.nat({ max: 120 }), (all, maxBytes) => {
      const given = things(all);
      expect(chooseFitting(given.toReversed(), maxBytes)).toEqual(chooseFitting(given, maxBytes));
    }),
  );
});

test("divides things in their order into portions that fit, and no portion takes what fits into the one before", () => {
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 60 }), (all, maxBytes) => {
      const bytesOf = new Map(things(all).map(({ id, bytes }) => [id, bytes]));
      const sum = (ids: string[]) => ids.reduce((bytes, id) => bytes + (bytesOf.get(id) ?? 0), 0);
      const portions = portionsOf(things(all), maxBytes);
      expect(portions.flat()).toEqual([...bytesOf.keys()]);
      for (const [index, ids] of portions.entries()) {
        if (ids.length > 1) expect(sum(ids)).toBeLessThanOrEqual(maxBytes);
        const [next] = portions[index + 1] ?? [];
        if (next !== undefined) expect(sum([...ids, next])).toBeGreaterThan(maxBytes);
      }
    }),
  );
});
