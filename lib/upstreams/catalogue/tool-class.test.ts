import fc from "fast-check";
import { expect, test } from "vitest";
import { asksFirst, classifyTool, toolHint } from "#lib/upstreams/catalogue/tool-class";
import { CONFIRMATIONS, UNHINTED_CLASSES } from "#lib/upstreams/dto";

const hint = fc.constantFrom("read_only", "writing", "destructive", "none" as const);
const rule = fc.constantFrom("read_only", "writing", "blocked" as const);
const anything = fc.record({ readOnlyHint: fc.anything(), destructiveHint: fc.anything() }, { requiredKeys: [] });
const ofServer = fc.record({
  toolsWithoutHints: fc.constantFrom(...UNHINTED_CLASSES),
  confirmDestructive: fc.constantFrom(...CONFIRMATIONS),
});

test("always applies an admin's rule for the tool", () => {
  fc.assert(fc.property(hint, rule, ofServer, (said, ruled, rules) => classifyTool(said, ruled, rules) === ruled));
});

test("counts a tool without a rule as read-only when its server says so, or says nothing and an admin chose it", () => {
  fc.assert(
    fc.property(anything, ofServer, (annotations, rules) => {
      const saysNothing = ![annotations.readOnlyHint, annotations.destructiveHint].some(
        (value) => typeof value === "boolean",
      );
      const isChosen = saysNothing && rules.toolsWithoutHints === "read_only";
      const isReadOnly = classifyTool(toolHint(annotations), null, rules) === "read_only";
      return isReadOnly === (annotations.readOnlyHint === true || isChosen);
    }),
  );
});

test("blocks no tool without a rule", () => {
  fc.assert(fc.property(hint, ofServer, (said, rules) => classifyTool(said, null, rules) !== "blocked"));
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

test("asks before a tool that is marked destructive where the server, or else the workspace, wants it, unless there is a rule", () => {
  fc.assert(
    fc.property(anything, fc.option(rule), ofServer, fc.boolean(), (annotations, ruled, rules, workspaceAsks) => {
      const isMarked = annotations.destructiveHint === true && annotations.readOnlyHint !== true;
      const isWanted = { as_workspace: workspaceAsks, never: false, always: true }[rules.confirmDestructive];
      const asks = asksFirst(toolHint(annotations), ruled, rules, workspaceAsks);
      return asks === (isMarked && isWanted && ruled === null);
    }),
  );
});
