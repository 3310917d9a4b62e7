import fc from "fast-check";
import { expect, test } from "vitest";
import { GatheredBytes } from "#lib/bounds/gathered-bytes";

test("joins pieces of any size to the same bytes, as text and when taken", () => {
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

test("recognises many pieces of one byte, but not many large pieces or a few small ones", () => {
  const gather = (count: number, size: number) => {
    const gathered = new GatheredBytes();
    for (let sent = 0; sent < count; sent += 1) gathered.push(Buffer.alloc(size));
    return gathered.isTooFragmented;
  };
  expect([gather(10_000, 1), gather(10_000, 100), gather(1_000, 1)]).toEqual([true, false, false]);
});

test("joins a million pieces of one byte to a few thousand", () => {
  const gathered = new GatheredBytes();
  for (let sent = 0; sent < 1_000_000; sent += 1) gathered.push(Buffer.from("x"));
  expect(gathered.take().length).toBeLessThan(5_000);
});
