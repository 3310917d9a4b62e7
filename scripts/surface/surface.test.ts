import { describe, expect, test } from "vitest";
import type { Right } from "#app/action";
import { can, type Permission, ROLES } from "#lib/auth/permissions";
import { limitsByOperation } from "#scripts/surface/operation-limits";
import { serverActions } from "#scripts/surface/server-actions";
import { TARGET_OPERATIONS, WORKSPACE_OPERATIONS } from "#testing/operations/guarded-operations";
import { OWN_OPERATIONS } from "#testing/operations/own-operations";

const ACTIONS = await serverActions();
const limitsOf = await limitsByOperation();

/** The lowest role that the isolation tests let do an operation. */
const LEAST = new Map([...WORKSPACE_OPERATIONS, ...TARGET_OPERATIONS].map(({ name, least }) => [name, least]));
/** Operations about the caller alone, or by strangers. Their own tests drive them. */
const OWN = new Set([...OWN_OPERATIONS.map(({ name }) => name), "setUp", "markNoticesRead"]);

/** Says who may do an operation, in the words of the isolation tests. */
function leastOf(right: Right): string {
  if (right === "own" || right === "invitation" || right === "none") return "nobody";
  return ROLES.findLast((role) => can(role, right as Permission)) ?? "nobody";
}

describe("every server action", () => {
  test.each(ACTIONS)("$name declares the right that its operation is tested for", ({ declared }) => {
    if (!declared) throw new Error("It is not made by action().");
    const { right, operation, caller } = declared;
    expect(caller).toBe(right === "none" ? "newcomer" : caller);
    const tested = LEAST.get(operation) ?? (OWN.has(operation) ? "nobody" : "not tested");
    expect(tested).toBe(leastOf(right));
  });
});

test("shows", () => {
  for (const { name, declared } of ACTIONS)
    console.log(name, declared?.right, declared?.caller, limitsOf(declared?.operation ?? "").join(","));
});
