import fc from "fast-check";
import { expect, test } from "vitest";
import { WeightedCache } from "#lib/bounds/weighted-cache";

const LIMIT = 100;

/** The same rule in the plainest form: a list, the value that was used last at its end. */
class Model {
  entries: { key: number; value: number; weight: number }[] = [];

  get(key: number): number | undefined {
    const found = this.entries.find((one) => one.key === key);
    if (found) this.entries = [...this.entries.filter((one) => one !== found), found];
    return found?.value;
  }

  set(key: number, value: number, weight: number): void {
    this.delete(key);
    if (weight > LIMIT) return;
    this.entries.push({ key, value, weight });
    while (this.weight > LIMIT) this.entries.shift();
  }

  delete(key: number): void {
    this.entries = this.entries.filter((one) => one.key !== key);
  }

  get weight(): number {
    return this.entries.reduce((sum, one) => sum + one.weight, 0);
  }
}

test("never weighs more than its limit, and keeps what was used last, whatever is done in which order", () => {
  const key = fc.nat({ max: 6 });
  const step = fc.oneof(
    fc.record({ does: fc.constant("get" as const), key }),
    fc.record({ does: fc.constant("delete" as const), key }),
    fc.record({ does: fc.constant("set" as const), key, value: fc.nat(), weight: fc.nat({ max: 120 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const cache = new WeightedCache<number, number>(LIMIT);
      const model = new Model();
      for (const one of steps) {
        if (one.does === "get") expect(cache.get(one.key)).toBe(model.get(one.key));
        else if (one.does === "delete") {
          cache.delete(one.key);
          model.delete(one.key);
        } else {
          cache.set(one.key, one.value, one.weight);
          model.set(one.key, one.value, one.weight);
        }
        expect(cache.weight).toBe(model.weight);
        expect(cache.weight).toBeLessThanOrEqual(LIMIT);
        expect(cache.size).toBe(model.entries.length);
      }
    }),
  );
});
