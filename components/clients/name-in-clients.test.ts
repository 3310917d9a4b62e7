import { expect, test } from "vitest";
import { maySend } from "#components/clients/name-in-clients";

test("a name is sent once, and again only after it could not be saved", () => {
  for (const status of ["idle", "done", "error"] as const) expect(maySend("acme-labs", "acme", { status })).toBe(true);
  for (const status of ["idle", "done"] as const) expect(maySend("acme", "acme", { status })).toBe(false);
  expect(maySend("acme", "acme", { status: "error" })).toBe(true);
});
