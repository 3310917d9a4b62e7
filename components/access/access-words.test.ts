import { expect, test } from "vitest";
import { accessAddress, isNarrowed, OPENED } from "#components/access/access-address";
import { detachSummary } from "#components/access/detach-result";
import { limitsOf } from "#components/keys/facts/key-limits";

const outcomes = (detached: number, revoked: number) => [
  ...Array.from({ length: detached }, () => ({ outcome: "detached" as const, mask: "mcp_1…2" })),
  ...Array.from({ length: revoked }, () => ({ outcome: "revoked" as const, mask: "mcp_1…2" })),
];

test.each([
  [9, 3, "12 keys lost access to Acme. 3 of them reached nothing else and were revoked."],
  [9, 1, "10 keys lost access to Acme. 1 of them reached nothing else and was revoked."],
  [2, 0, "2 keys lost access to Acme. All of them work in other workspaces."],
  [1, 0, "1 key lost access to Acme. It works in other workspaces."],
  [0, 2, "2 keys lost access to Acme. They reached nothing else and were revoked."],
  [0, 1, "1 key lost access to Acme. It reached nothing else and was revoked."],
])("detachSummary counts %i detached and %i revoked keys", (detached, revoked, text) => {
  expect(detachSummary(outcomes(detached, revoked), "Acme")).toBe(text);
});

test("limitsOf names the environment and the servers to which a key is limited", () => {
  expect(limitsOf({ environment: null, servers: null })).toEqual([]);
  expect(
    limitsOf({
      environment: "staging",
      servers: [
        { id: "1", name: "Notes" },
        { id: "2", name: "Files" },
      ],
    }),
  ).toEqual(["staging", "Notes, Files"]);
  expect(limitsOf({ environment: null, servers: [] })).toEqual(["No server"]);
});

test("isNarrowed ignores the order of the list", () => {
  expect(isNarrowed({ ...OPENED, sort: "idle" })).toBe(false);
  expect(isNarrowed({ ...OPENED, unused: true })).toBe(true);
  expect(accessAddress("/access", { ...OPENED, sort: "idle" })).toBe("/access?sort=idle");
});
