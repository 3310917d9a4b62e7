import fc from "fast-check";
import { expect, test } from "vitest";
import { GatheredBytes } from "#lib/bounds/gathered-bytes";

test("what comes in pieces of any size is whole again, whether read or taken", () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 2_000 });
  fc.assert(
    fc.property(sizes, (lengths) => {
      const whole = Buffer.from("Grüße, 世界. ".repeat(1_000));
      const gathered = new GatheredBytes();
      let at = 0;
      for (const length of lengths) {
        gathered.push(whole.subarray(at, at + length));
        at += length;
      }
      expect(gathered.byteLength).toBe(at);
      expect(gathered.text()).toBe(whole.subarray(0, at).toString("utf8"));
      expect(Buffer.concat(gathered.take())).toEqual(whole.subarray(0, at));
      expect([gathered.byteLength, gathered.text()]).toEqual([0, ""]);
    }),
  );
});

test("many pieces of one byte are told from many of an ordinary size, and from a few", () => {
  const gather = (count: number, size: number) => {
    const gathered = new GatheredBytes();
    for (let sent = 0; sent < count; sent += 1) gathered.push(Buffer.alloc(size));
    return gathered.isTooFragmented;
  };
  expect([gather(10_000, 1), gather(10_000, 100), gather(1_000, 1)]).toEqual([true, false, false]);
});

test("a million pieces of one byte are kept as a few thousand", () => {
  const gathered = new GatheredBytes();
  for (let sent = 0; sent < 1_000_000; sent += 1) gathered.push(Buffer.from("x"));
  expect(gathered.take().length).toBeLessThan(5_000);
});
