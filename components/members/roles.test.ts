import { expect, test } from "vitest";
import { rolesToGive } from "#components/members/roles";

test("rolesToGive offers the role of owner only to owners", () => {
  expect(rolesToGive("owner")).toEqual(["owner", "admin", "member"]);
  expect(rolesToGive("admin")).toEqual(["admin", "member"]);
});
