import fc from "fast-check";
import { expect, test } from "vitest";
import { asksFirst, classifyTool, toolHint } from "#lib/upstreams/catalogue/tool-class";

const hint = fc.constantFrom("read_only", "writing", "destructive", "none" as const);
const rule = fc.constantFrom("read_only", "writing", "blocked" as const);
const anything = fc.record({ readOnlyHint: fc.anything(), destructiveHint: fc.anything() }, { requiredKeys: [] });

test("an admin's rule always wins", () => {
  fc.assert(fc.property(hint, rule, (said, ruled) => classifyTool(said, ruled) === ruled));
});

test("without a rule a tool is read-only exactly when its server says so", () => {
  fc.assert(
    fc.property(anything, (annotations) => {
      return (classifyTool(toolHint(annotations), null) === "read_only") === (annotations.readOnlyHint === true);
    }),
  );
});

test("without a rule nothing is blocked", () => {
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
])("annotations %o read as %s", (annotations, expected) => {
  expect(toolHint(annotations)).toBe(expected);
});

test("the person is asked before tools that are marked destructive, while neither workspace nor rule say otherwise", () => {
  fc.assert(
    fc.property(anything, fc.option(rule), fc.boolean(), (annotations, ruled, workspaceAsks) => {
      const isMarked = annotations.destructiveHint === true && annotations.readOnlyHint !== true;
      return asksFirst(toolHint(annotations), ruled, workspaceAsks) === (isMarked && workspaceAsks && ruled === null);
    }),
  );
});
