import fc from "fast-check";
import { expect, test } from "vitest";
import { byFamily } from "#components/keys/lists/by-family";

const relative = (id: string | undefined) => (id === undefined ? null : { id, mask: id });
const key = (id: string, { replaces, replacedBy }: { replaces?: string; replacedBy?: string } = {}) => ({
  id,
  replaces: relative(replaces),
  replacedBy: relative(replacedBy),
});

test("byFamily puts a replaced key right after the key that replaced it", () => {
  const keys = [
    key("new", { replaces: "mid" }),
    key("x"),
    key("mid", { replaces: "old", replacedBy: "new" }),
    key("y"),
  ];
  const old = key("old", { replacedBy: "mid" });
  expect(byFamily([...keys, old]).map((one) => one.id)).toEqual(["new", "mid", "old", "x", "y"]);
});

test("byFamily keeps the order when the relatives are not in the list", () => {
  const keys = [key("a", { replaces: "gone" }), key("b", { replacedBy: "gone too" })];
  expect(byFamily(keys)).toEqual(keys);
});

test("byFamily loses no key and repeats none", () => {
  const families = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 6 });
  fc.assert(
    fc.property(families, fc.infiniteStream(fc.nat()), (sizes, order) => {
      const keys = sizes.flatMap((size, family) =>
        Array.from({ length: size }, (_, index) =>
          key(`${family}.${index}`, {
            ...(index > 0 && { replaces: `${family}.${index - 1}` }),
            ...(index < size - 1 && { replacedBy: `${family}.${index + 1}` }),
          }),
        ),
      );
      const shuffled = keys.map((one) => ({ one, at: order.next().value ?? 0 })).toSorted((a, b) => a.at - b.at);
      const sorted = byFamily(shuffled.map(({ one }) => one));
      const ids = (list: typeof keys) => list.map((one) => one.id).sort();
      return sorted.length === keys.length && ids(sorted).join() === ids(keys).join();
    }),
  );
});
