import { expect, test } from "vitest";
import { keyLabel } from "#components/keys/facts/key-label";

test("keyLabel shows the start of the token of a key without a name", () => {
  expect(keyLabel({ name: null, mask: "mcp_2abc1…ef789" })).toBe("mcp_2abc1…");
  expect(keyLabel({ name: "Laptop", mask: "mcp_2abc1…ef789" })).toBe("Laptop");
});
