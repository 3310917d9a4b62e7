import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { HideAll } from "#lib/text/hide-all";

/** The same by looking at each place for each secret. */
function slowly(text: string, secrets: string[], maxCharacters: number): string {
  const places = secrets.flatMap((secret) =>
    [...Array.from(text).keys()].filter((at) => text.startsWith(secret, at)).map((at) => [at, at + secret.length]),
  ) as [number, number][];
  const inside = (at: number) => places.some(([from, to]) => from <= at && at < to);
  const joined = (at: number) => places.some(([from, to]) => from < at && at < to);
  let hidden = "";
  for (let at = 0; at < text.length; at += 1) {
    if (inside(at)) {
      const isBegun = at > 0 && joined(at);
      if (!isBegun && at < maxCharacters) hidden += "•";
    } else if (at < maxCharacters) hidden += text[at];
  }
  return hidden;
}

test("hides all that any secret covers, whatever secrets overlap, repeat or contain each other", () => {
  const word = (most: number) =>
    fc.string({ unit: fc.constantFrom("a", "b", "é", "…"), minLength: 1, maxLength: most });
  fc.assert(
    fc.property(
      fc.array(word(5), { maxLength: 6 }),
      word(40),
      fc.integer({ min: 0, max: 45 }),
      (secrets, text, max) => {
        expect(new HideAll(secrets).in(text, "•", max)).toBe(slowly(text, secrets, max));
      },
    ),
    { numRuns: 2_000 },
  );
});

test("leaves a text alone that has none", () => {
  for (const text of ["", "abc", "\ud800 half of a pair", "😀"]) {
    expect(new HideAll(["x", "abcd"]).in(text, "•", 100)).toBe(text);
    expect(new HideAll([]).in(text, "•", 100)).toBe(text);
  }
});

test("leaves no half of a secret at the end of what is kept, also when others before it were hidden", () => {
  const hide = new HideAll(["0123456789"]);
  expect(hide.in("0123456789 ".repeat(9), "•", 15)).toBe("• •");
  expect(hide.in("0123456789 ".repeat(9), "•", 10)).toBe("•");
});

test("reads no more of a text than what is kept and the longest secret", () => {
  const hide = new HideAll(["0123456789"]);
  const read = vi.spyOn(Buffer, "from");
  hide.in("a".repeat(1_000_000), "•", 100);
  expect(read.mock.calls.map(([text]) => String(text).length)).toEqual([110]);
  read.mockRestore();
});

test("takes little memory for few secrets, and a bounded amount for many", () => {
  expect(new HideAll(["Bearer 0123456789abcdef", "0123456789abcdef"]).byteLength).toBeLessThan(2_000);
  const many = Array.from({ length: 10_000 }, (_, n) => `secret-${n}`);
  const bytes = many.join("").length;
  expect(new HideAll(many).byteLength).toBeLessThan(50 * bytes);
});

/** The shortest of a few times, in ms. */
function timeOf(work: () => unknown): number {
  const times = [1, 2, 3].map(() => {
    const startedAt = performance.now();
    work();
    return performance.now() - startedAt;
  });
  return Math.max(0.1, Math.min(...times));
}

// One search for each secret would take a thousand times as long, whatever the machine.
test("takes not much longer for the many parts of the largest headers than for one", () => {
  const parts = Array.from({ length: 11_700 }, (_, n) => `x${n}`.padEnd(6, "y"));
  const text = `${"y x".repeat(100_000)} ${parts[0]}`;
  const hide = (secrets: string[]) => new HideAll(secrets).in(text, "•", text.length);
  expect(hide(parts)).toBe(hide(parts.slice(0, 1)));
  expect(timeOf(() => hide(parts)) / timeOf(() => hide(parts.slice(0, 1)))).toBeLessThan(200);
});
