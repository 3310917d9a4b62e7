import { describe, expect, test } from "vitest";
import { isScope } from "#lib/keys/access/scopes";
import { type KeySettings, SETTING_NAMES } from "#lib/keys/model/key-settings";
import { AUDIT_FIELDS, isConcerned, settingsChange, settingsRecord } from "#lib/keys/settings/audit-record";
import type { KeyView } from "#lib/keys/view/dto";
import { NOW } from "#testing/people/factories";

const SETTINGS: KeySettings = {
  name: null,
  nameInClients: "acme",
  scopes: ["mcp:read"],
  environment: null,
  expiresAt: null,
  workspaceIds: ["acme"],
  serverIds: null,
};

/** Differs from `SETTINGS` in every setting. */
const OTHER_SETTINGS: KeySettings = {
  name: "Laptop",
  nameInClients: "labs",
  scopes: ["mcp:full"],
  environment: "staging",
  expiresAt: NOW,
  workspaceIds: ["acme", "labs"],
  serverIds: ["acme/notes"],
};

function viewOf({ workspaceIds, serverIds, ...settings }: KeySettings): KeyView {
  const workspace = { slug: "slug", detached: null, ownerIsMember: true, blocks: [] };
  return {
    ...settings,
    scopes: settings.scopes.filter(isScope),
    workspaces: workspaceIds.map((id) => ({ ...workspace, id, name: id })),
    servers: serverIds?.map((id) => ({ id, name: id, workspaceId: id.split("/")[0] ?? "" })) ?? null,
    id: "key_1",
    app: null,
    mask: "mcp_12345…abcde",
    status: "active",
    createdAt: NOW,
    updatedAt: NOW,
    lastUse: null,
    revoked: null,
    isLegacy: false,
    isLeaked: false,
    replaces: null,
    replacedBy: null,
  };
}

const changed = (settings: Partial<KeySettings>) => viewOf({ ...SETTINGS, ...settings });
const before = viewOf(SETTINGS);

describe("the audit record of a key", () => {
  test.each(SETTING_NAMES)("holds the setting %s", (name) => {
    const field = AUDIT_FIELDS[name];
    const other = settingsRecord(viewOf(OTHER_SETTINGS), null);
    expect(other).toHaveProperty(field);
    expect(other[field]).not.toEqual(settingsRecord(before, null)[field]);
  });

  test("holds nothing else", () => {
    expect(Object.keys(settingsRecord(before, null)).sort()).toEqual(Object.values(AUDIT_FIELDS).sort());
  });

  test("holds no other workspace and no server of another workspace, for the admins of one workspace", () => {
    const key = changed({ workspaceIds: ["acme", "labs"], serverIds: ["acme/notes", "labs/board"] });
    const record = settingsRecord(key, "acme");
    expect(record).toMatchObject({ servers: ["acme/notes"] });
    expect(JSON.stringify(record)).not.toContain("labs");
    expect(settingsRecord(key, null)).toMatchObject({ servers: ["acme/notes", "labs/board"] });
  });

  test("holds no detached workspace", () => {
    const key = changed({ workspaceIds: ["acme", "labs"] });
    const [acme, labs] = key.workspaces;
    const detached = { at: NOW, byName: null, reason: null };
    const workspaces = acme && labs ? [acme, { ...labs, detached }] : [];
    expect(settingsRecord({ ...key, workspaces }, null)).toMatchObject({ workspaces: ["acme"] });
  });
});

describe("the audit record of a change", () => {
  test.each(SETTING_NAMES)("holds %s alone when nothing else changes", (name) => {
    const after = changed({ [name]: OTHER_SETTINGS[name] });
    const change = settingsChange(before, after, null);
    expect(Object.keys(change.before ?? {})).toEqual([AUDIT_FIELDS[name]]);
    expect(Object.keys(change.after ?? {})).toEqual([AUDIT_FIELDS[name]]);
    expect(isConcerned(before, after, null)).toBe(true);
  });

  test("concerns nobody when nothing changes", () => {
    expect(isConcerned(before, viewOf(SETTINGS), null)).toBe(false);
    expect(isConcerned(before, viewOf(SETTINGS), "acme")).toBe(false);
  });

  test("says to a workspace that the key got it or lost it", () => {
    const after = changed({ workspaceIds: ["labs"] });
    expect(settingsChange(before, after, "labs")).toEqual({
      details: { workspace: "added" },
      after: settingsRecord(after, "labs"),
    });
    expect(settingsChange(before, after, "acme")).toEqual({
      details: { workspace: "removed" },
      before: settingsRecord(before, "acme"),
    });
  });
});
