import fc from "fast-check";
import { expect, test } from "vitest";
import { BoundedQueue } from "#lib/bounds/bounded-queue";
import { heldBytes } from "#testing/machine/held-memory";

test("keeps the newest items in their order, and says when it replaced the oldest one", () => {
  const steps = fc.array(fc.oneof(fc.constant("push" as const), fc.nat({ max: 7 })), { maxLength: 200 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), steps, (capacity, commands) => {
      const queue = new BoundedQueue<number>(capacity);
      let expected: number[] = [];
      let next = 0;
      for (const command of commands) {
        if (command === "push") {
          expected.push(next);
          expect(queue.push(next)).toBe(expected.length > capacity);
          expected = expected.slice(-capacity);
          next += 1;
        } else {
          expect(queue.take(command)).toEqual(expected.splice(0, command));
        }
        expect(queue.size).toBe(expected.length);
      }
    }),
  );
});

test("does not hold what was taken out of it", () => {
  const MIB = 1024 * 1024;
  const queue = new BoundedQueue<Uint8Array>(8);
  for (let each = 0; each < 8; each += 1) queue.push(new Uint8Array(MIB));
  const before = heldBytes();
  queue.take(8);
  expect(before - heldBytes()).toBeGreaterThan(7 * MIB);
  expect(queue.size).toBe(0);
});
