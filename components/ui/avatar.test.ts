import { expect, test } from "vitest";
import { initials } from "#components/ui/avatar";

test.each([
  ["Ada Lovelace", "AL"],
  ["Ada", "A"],
  ["Augusta Ada King", "AK"],
  ["  spaced   out ", "SO"],
  ["李 明", "李明"],
  ["🦊 fox", "🦊F"],
  ["", ""],
])("initials shortens %j to %j", (name, letters) => {
  expect(initials(name)).toBe(letters);
});
