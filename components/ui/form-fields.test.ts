import { expect, test } from "vitest";
import { changedFields } from "#components/ui/form-fields";

test("only what was changed is kept, so that it hides no change of somebody else", () => {
  const before = {
    lifetime: { texts: [""] },
    networks: { texts: ["10.0.0.0/8"] },
    keyMakers: { offered: ["everyone", "admins"], chosen: ["everyone"] },
    expiryRequired: { offered: ["on"], chosen: [] },
  };
  expect(changedFields(before, before)).toEqual({});
  const now = { ...before, networks: { texts: [""] }, expiryRequired: { offered: ["on"], chosen: ["on"] } };
  expect(changedFields(before, now)).toEqual({
    networks: { texts: [""] },
    expiryRequired: { offered: ["on"], chosen: ["on"] },
  });
  const unchecked = changedFields(now, { ...now, expiryRequired: { offered: ["on"], chosen: [] } });
  expect(unchecked).toEqual({ expiryRequired: { offered: ["on"], chosen: [] } });
});

test("of several boxes those are kept that were changed, and of new ones all", () => {
  const before = { scopes: { offered: ["a", "b", "c"], chosen: ["a"] } };
  const now = {
    scopes: { offered: ["a", "b", "c"], chosen: ["a", "b"] },
    servers: { offered: ["x", "y"], chosen: [] },
  };
  expect(changedFields(before, now)).toEqual({
    scopes: { offered: ["b"], chosen: ["b"] },
    servers: { offered: ["x", "y"], chosen: [] },
  });
});
