import fc from "fast-check";
import { expect, test } from "vitest";
import { asksFirst, classifyTool, toolHint } from "#lib/upstreams/catalogue/tool-class";

const hint = fc.constantFrom("read_only", "writing", "destructive", "none" as const);
const rule = fc.constantFrom("read_only", "writing", "blocked" as const);
const anything = fc.record({ readOnlyHint: fc.anything(), destructiveHint: fc.anything() }, { requiredKeys: [] });

test("always applies an admin's rule", () => {
  fc.assert(fc.property(hint, rule, (said, ruled) => classifyTool(said, ruled) === ruled));
});

test("counts a tool without a rule as read-only exactly when its server says so", () => {
  fc.assert(
    fc.property(anything, (annotations) => {
      return (classifyTool(toolHint(annotations), null) === "read_only") === (annotations.readOnlyHint === true);
    }),
  );
});

test("blocks no tool without a rule", () => {
  fc.assert(fc.property(hint, (said) => classifyTool(said, null) !== "blocked"));
});

test.each([
  [undefined, "none"],
  [null, "none"],
  [{}, "none"],
  [{ readOnlyHint: true }, "read_only"],
  [{ readOnlyHint: true, destructiveHint: true }, "read_only"],
  [{ readOnlyHint: false }, "writing"],
  [{ readOnlyHint: false, destructiveHint: false }, "writing"],
  [{ destructiveHint: true }, "destructive"],
  [{ readOnlyHint: false, destructiveHint: true }, "destructive"],
  [{ destructiveHint: false }, "writing"],
  [{ destructiveHint: "true" }, "none"],
  [{ readOnlyHint: "true" }, "none"],
])("reads the annotations %o as %s", (annotations, expected) => {
  expect(toolHint(annotations)).toBe(expected);
});

test("asks before a tool that is marked destructive, unless the workspace has turned it off or there is a rule", () => {
  fc.assert(
    fc.property(anything, fc.option(rule), fc.boolean(), (annotations, ruled, workspaceAsks) => {
      const isMarked = annotations.destructiveHint === true && annotations.readOnlyHint !== true;
      return asksFirst(toolHint(annotations), ruled, workspaceAsks) === (isMarked && workspaceAsks && ruled === null);
    }),
  );
});
