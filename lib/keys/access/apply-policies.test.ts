import { expect, test } from "vitest";
import { applyPolicies, countServers } from "#lib/keys/access/apply-policies";
import { parseReach } from "#lib/keys/access/reach";

const key = { hasFullAccess: true, createdAtMs: 0, expiresAtMs: null, address: undefined, client: null };
const OPEN = 'ws_1 acme true ups_1@1@notes - "Acme"';
const CLOSED = 'ws_2 labs true ups_2@1@a,ups_3@1@b ["member",null,false,"admins","everyone",[]] "Labs"';
const ALSO_CLOSED = CLOSED.replace("ws_2 labs", "ws_3 shop").replace("Labs", "Shop");

function applied(...lines: string[]) {
  const text = lines.join("\n");
  return applyPolicies(text, parseReach(text), key);
}

test("keeps the reach as it is when nothing is blocked", () => {
  expect(applied(OPEN)).toEqual({ workspaces: parseReach(OPEN), blocked: [], reach: OPEN });
});

test("splits the workspaces, and says why a workspace is blocked and how many servers it has", () => {
  const { workspaces, blocked } = applied(OPEN, CLOSED);
  expect(workspaces.map(({ id }) => id)).toEqual(["ws_1"]);
  expect(blocked).toEqual([{ id: "ws_2", slug: "labs", name: "Labs", blocks: ["full_access"], serverCount: 2 }]);
});

test("gives different reaches to keys with other numbers of blocked workspaces or servers", () => {
  const fewerServers = CLOSED.replace(",ups_3@1@b", "");
  const keys = [applied(OPEN), applied(OPEN, CLOSED), applied(OPEN, CLOSED, ALSO_CLOSED), applied(OPEN, fewerServers)];
  expect(new Set(keys.map(({ reach }) => reach)).size).toBe(4);
  expect(applied(OPEN, ALSO_CLOSED).reach).toBe(applied(OPEN, CLOSED).reach);
});

test("counts the servers of all blocked workspaces", () => {
  expect(countServers(applied(OPEN, CLOSED, ALSO_CLOSED).blocked)).toBe(4);
  expect(countServers([])).toBe(0);
});
