import { expect, test } from "vitest";
import { problemWords } from "#components/connection/problem-words";

test("problemWords names the client and the key that it sent", () => {
  const otherKey = { name: "Old laptop", mask: "mcp_2abc1…ef789", workspaces: ["Acme", "Labs"] };
  expect(problemWords({ kind: "expired", client: "cursor/1.2", otherKey }).title).toBe(
    "cursor/1.2 sent another of your keys, Old laptop, which has expired",
  );
  expect(problemWords({ kind: "other_key", client: null, otherKey })).toEqual({
    title: "A client sent another of your keys, Old laptop",
    advice: "That key reaches Acme and Labs. Replace it in the client’s configuration with this one.",
  });
});

test("problemWords names a key without a name by its mask, and names no key when no other key was sent", () => {
  const otherKey = { name: null, mask: "mcp_2abc1…ef789", workspaces: [] };
  expect(problemWords({ kind: "revoked", client: null, otherKey }).title).toContain("mcp_2abc1…ef789");
  expect(problemWords({ kind: "other_key", client: null, otherKey }).advice).toContain("reaches no workspace");
  expect(problemWords({ kind: "no_credential", client: null, otherKey: null }).title).toBe("A client sent no key");
});
