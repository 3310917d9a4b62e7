import { expect, test } from "vitest";
import { rolesToGive } from "#components/members/roles";

test("only an owner is offered to make owners", () => {
  expect(rolesToGive("owner")).toEqual(["owner", "admin", "member"]);
  expect(rolesToGive("admin")).toEqual(["admin", "member"]);
});
