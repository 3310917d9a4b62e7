import { expect, test } from "vitest";
import { problemWords } from "#components/connection/problem-words";

test("a problem names the client and the key that it came with", () => {
  const otherKey = { name: "Old laptop", mask: "mcp_2abc1…ef789", workspaces: ["Acme", "Labs"] };
  expect(problemWords({ kind: "expired", client: "cursor/1.2", otherKey }).title).toBe(
    "cursor/1.2 sent another of your keys, Old laptop, which has expired",
  );
  expect(problemWords({ kind: "other_key", client: null, otherKey })).toEqual({
    title: "A client came with another of your keys, Old laptop",
    advice: "That key reaches Acme and Labs. Replace it in the client’s configuration with this one.",
  });
});

test("a key without a name goes by its mask, and one of the person's own without another goes unnamed", () => {
  const otherKey = { name: null, mask: "mcp_2abc1…ef789", workspaces: [] };
  expect(problemWords({ kind: "revoked", client: null, otherKey }).title).toContain("mcp_2abc1…ef789");
  expect(problemWords({ kind: "other_key", client: null, otherKey }).advice).toContain("reaches no workspace");
  expect(problemWords({ kind: "no_credential", client: null, otherKey: null }).title).toBe(
    "A client came without a key",
  );
});
