import fc from "fast-check";
import { expect, test } from "vitest";
import { ACTOR_KINDS, AUDIT_ACTIONS } from "#lib/audit/actions";
import { AUDIT_GROUPS } from "#lib/audit-log/dto";
import { type SentenceInput, sentenceOf } from "#lib/audit-log/sentence";
import { actionsOf } from "#lib/audit-log/where";

const inputOf = (changes: Partial<SentenceInput>): SentenceInput => ({
  action: "key.created",
  actorKind: "user",
  name: "Laptop",
  workspaceName: "Acme",
  count: 1,
  details: {},
  before: null,
  after: null,
  ...changes,
});

test.each<[Partial<SentenceInput>, string]>([
  [{}, "Created the key “Laptop”"],
  [{ name: null }, "Created a key without a name"],
  [{ action: "key.detached" }, "Revoked the access of the key “Laptop” to “Acme”"],
  [
    { action: "workspace.renamed", before: { name: "Acme" }, after: { name: "Acme Labs" } },
    "Renamed the workspace from “Acme” to “Acme Labs”",
  ],
  [
    { action: "member.role_changed", name: "Grace", before: { role: "member" }, after: { role: "admin" } },
    "Changed the role of “Grace” from Member to Admin",
  ],
  [
    {
      action: "upstream.tool_rule_changed",
      name: "Notes",
      details: { toolName: "echo" },
      after: { access: "blocked" },
    },
    "Set the tool “echo” of “Notes” to Blocked",
  ],
  [
    { action: "upstream.tool_rule_changed", name: "Notes", details: { toolName: "echo" }, after: { access: null } },
    "Removed the rule for the tool “echo” of “Notes”",
  ],
  [{ action: "upstream.rules_changed", name: "Notes" }, "Changed the rules for all tools of “Notes”"],
  [
    { action: "workspace.confirmation_changed", after: { confirmDestructive: false } },
    "Turned off the confirmation of destructive tools",
  ],
  [
    { action: "request.refused", actorKind: "key", count: 12, details: { reason: "TOOL_BLOCKED" } },
    "Was refused 12 requests with the key “Laptop”: the tool is blocked",
  ],
  [
    { action: "request.refused", count: 2, details: { reason: "members:manage" } },
    "Tried 2 times to manage members, which their role does not allow",
  ],
  [{ action: "key.teleported" }, "key.teleported"],
])("writes %j as a sentence", (changes, sentence) => {
  expect(sentenceOf(inputOf(changes))).toBe(sentence);
});

test("has a sentence for every action, with any stored values", () => {
  const value = fc.oneof(fc.stringMatching(/^[A-Z]{0,4}$/), fc.integer(), fc.boolean(), fc.constant(null));
  const json = fc.oneof(value, fc.dictionary(fc.constantFrom("name", "role", "reason", "access"), value));
  fc.assert(
    fc.property(
      fc.constantFrom(...AUDIT_ACTIONS),
      fc.constantFrom(...ACTOR_KINDS),
      fc.option(fc.constant("Laptop")),
      json,
      json,
      json,
      (action, actorKind, name, details, before, after) => {
        const sentence = sentenceOf(inputOf({ action, actorKind, name, details, before, after }));
        expect(sentence).toMatch(/^[A-Z]/);
        expect(sentence).not.toMatch(/undefined|null,|\[object/);
      },
    ),
  );
});

test("has every action in exactly one group", () => {
  expect(AUDIT_GROUPS.flatMap(actionsOf).sort()).toEqual([...AUDIT_ACTIONS].sort());
});
