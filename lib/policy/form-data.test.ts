import { expect, test } from "vitest";
import { readPolicyForm } from "#lib/policy/form-data";
import { previewPolicySchema } from "#lib/policy/schema";

const formOf = (fields: Record<string, string>) => {
  const form = new FormData();
  for (const [name, value] of Object.entries({ fullAccess: "everyone", keyMakers: "everyone", ...fields })) {
    form.set(name, value);
  }
  return previewPolicySchema.safeParse({ workspace: "acme", ...readPolicyForm(form) });
};

test("reads an empty form, and checkboxes that are not checked, as no demands", () => {
  expect(formOf({ maxLifetimeDays: " ", networks: "" }).data).toMatchObject({
    maxLifetimeDays: null,
    expiryRequired: false,
    networks: [],
    confirmDestructive: false,
  });
});

test("reads one network from each line, with each kind of line end", () => {
  const networks = "10.0.0.0/8\r\n\r\n 192.0.2.7 \n2001:db8::/32";
  expect(formOf({ networks }).data?.networks).toEqual(["10.0.0.0/8", "192.0.2.7", "2001:db8::/32"]);
});

test.each(["soon", "0", "1e9", "-5"])("refuses %j as a number of days", (maxLifetimeDays) => {
  expect(formOf({ maxLifetimeDays }).success).toBe(false);
});
