import { expect, test } from "vitest";
import { Prisma } from "#lib/db/client";
import {
  COLUMNS_WITHOUT_SETTING,
  type KeySettings,
  newKeyColumns,
  SETTING_NAMES,
  SETTING_OF_COLUMN,
  SETTING_OF_RELATION,
  settingColumns,
  settingsOfRow,
} from "#lib/keys/model/key-settings";
import { NOW } from "#testing/people/factories";

const settings: KeySettings = {
  name: "Laptop",
  nameInClients: "acme",
  scopes: ["mcp:read"],
  environment: "staging",
  expiresAt: NOW,
  workspaceIds: ["ws_1", "ws_2"],
  serverIds: ["ups_1"],
};

test("every column of a key holds a setting or is named as one that holds none", () => {
  const decided = [...Object.keys(SETTING_OF_COLUMN), ...COLUMNS_WITHOUT_SETTING];
  expect(decided.sort()).toEqual(Object.values(Prisma.KeyScalarFieldEnum).sort());
});

test("every setting has a column or a relation", () => {
  const stored = [...Object.values(SETTING_OF_COLUMN), ...Object.values(SETTING_OF_RELATION)];
  expect(new Set(stored.filter((name) => name !== null))).toEqual(new Set(SETTING_NAMES));
});

test("writes exactly the columns that hold a setting", () => {
  expect(Object.keys(settingColumns(settings)).sort()).toEqual(Object.keys(SETTING_OF_COLUMN).sort());
});

test.each([
  ["some", ["ups_1"]],
  ["none", []],
  ["all", null],
])("reads back from a row what it wrote, for a key that reaches %s of the servers", (_which, serverIds) => {
  const { workspaces, servers, ...columns } = newKeyColumns({ ...settings, serverIds });
  const row = { ...columns, workspaces: workspaces.create, servers: servers.create };
  expect(settingsOfRow(row)).toEqual({ ...settings, serverIds });
});
