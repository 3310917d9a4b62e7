import { describe, expect, test } from "vitest";
import { parseInput } from "#lib/form";
import { newId } from "#lib/ids";
import { readCreateKeyForm, readUpdateKeyForm } from "#lib/keys/settings/form";
import { createKeySchema, updateKeySchema } from "#lib/keys/settings/schema";

const workspaceId = newId("ws");

function submit(fields: Record<string, string | string[]>) {
  const form = new FormData();
  const filled = {
    name: "",
    workspaceIds: [workspaceId],
    access: "read_only",
    servers: "all",
    expires: "90",
    days: "",
    ...fields,
  };
  for (const [name, values] of Object.entries(filled)) for (const value of [values].flat()) form.append(name, value);
  return parseInput(createKeySchema, readCreateKeyForm(form));
}

const wrongFields = (fields: Record<string, string | string[]>) => {
  try {
    submit(fields);
    return {};
  } catch (error) {
    return (error as { fields: object }).fields;
  }
};

describe("the form for a new key", () => {
  test("has these settings when the page opens", () => {
    expect(submit({})).toEqual({
      name: null,
      workspaceIds: [workspaceId],
      scopes: ["mcp:read"],
      environment: null,
      serverIds: null,
      expiresInDays: 90,
    });
  });

  test.each([
    ["7", "", 7],
    ["365", "", 365],
    ["never", "", null],
    ["custom", "1", 1],
    ["custom", " 365 ", 365],
    ["30", "12", 30],
  ])("expires %o with %o in the number field means %o days", (expires, days, expected) => {
    expect(submit({ expires, days }).expiresInDays).toBe(expected);
  });

  test.each(["", "0", "366", "-1", "1.5", "soon", "1e9", "Infinity"])(
    "refuses the custom number %o at its field",
    (days) => {
      expect(wrongFields({ expires: "custom", days })).toEqual({ expiresInDays: expect.stringMatching(/days/) });
    },
  );

  test("refuses an unknown expiry and never makes a key without an expiry", () => {
    expect(wrongFields({ expires: "nevr" })).toHaveProperty("expiresInDays");
  });

  test("reads an unknown access level as read-only", () => {
    expect(submit({ access: "root" }).scopes).toEqual(["mcp:read"]);
    expect(submit({ access: "full" }).scopes).toEqual(["mcp:full"]);
  });

  test("reads custom access as the checked scopes, at least one", () => {
    expect(submit({ access: "custom", scopes: ["mcp:tools:call", "mcp:tools:list"] }).scopes).toEqual([
      "mcp:tools:list",
      "mcp:tools:call",
    ]);
    expect(wrongFields({ access: "custom", scopes: [] })).toEqual({ scopes: "Choose what it may do." });
  });

  test("needs at least one chosen server, and reads only the word 'all' as all servers", () => {
    const serverId = newId("ups");
    expect(submit({ servers: "chosen", serverIds: [serverId] }).serverIds).toEqual([serverId]);
    for (const servers of ["chosen", "al", ""]) expect(wrongFields({ servers })).toHaveProperty("serverIds");
  });

  test("reads an empty environment as all environments", () => {
    expect(submit({ environment: "" }).environment).toBeNull();
    expect(submit({ environment: "staging" }).environment).toBe("staging");
  });

  test("needs a workspace", () => {
    expect(wrongFields({ workspaceIds: [] })).toEqual({ workspaceIds: "Choose at least one workspace." });
  });

  test("accepts a name of at most 64 characters, without white space around it", () => {
    expect(submit({ name: `  ${"n".repeat(64)} ` }).name).toHaveLength(64);
    expect(wrongFields({ name: "n".repeat(65) })).toEqual({ name: "Use at most 64 characters." });
  });
});

test("the form that edits a key sends all of its settings", () => {
  const form = new FormData();
  const keyId = newId("key");
  const fields = { keyId, name: "Desk", workspaceIds: workspaceId, access: "full", environment: "", servers: "chosen" };
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  expect(parseInput(updateKeySchema, readUpdateKeyForm(form))).toEqual({
    keyId,
    name: "Desk",
    workspaceIds: [workspaceId],
    scopes: ["mcp:full"],
    environment: null,
    serverIds: [],
  });
});
