import { expect, test } from "vitest";
import { can, type Permission, ROLES } from "#lib/auth/permissions";

const TABLE: [Permission, string][] = [
  ["workspace:read", "owner admin member"],
  ["workspace:rename", "owner admin"],
  ["workspace:delete", "owner"],
  ["members:read", "owner admin member"],
  ["members:manage", "owner admin"],
  ["owners:manage", "owner"],
  ["upstreams:read", "owner admin member"],
  ["upstreams:manage", "owner admin"],
  ["keys:create", "owner admin member"],
  ["access:manage", "owner admin"],
];

test.each(TABLE)("gives %s to these roles and no other: %s", (permission, roles) => {
  expect(ROLES.filter((role) => can(role, permission)).join(" ")).toBe(roles);
});
