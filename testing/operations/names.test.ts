import { describe, expect, test } from "vitest";
import type { z } from "zod";
import { createApiTokenSchema } from "#lib/api-tokens/schema";
import { newAccountSchema, profileSchema } from "#lib/auth/schema";
import { newId } from "#lib/ids";
import { readLegacyLine } from "#lib/keys/legacy/line";
import { detachKeySchema, detachKeysSchema, revokeKeySchema, revokeServiceKeySchema } from "#lib/keys/life/schema";
import {
  createKeyBodySchema,
  createKeySchema,
  createServiceKeySchema,
  updateKeySchema,
  updateServiceKeySchema,
} from "#lib/keys/settings/schema";
import { createUpstreamSchema, updateUpstreamSchema } from "#lib/upstreams/settings/schema";
import { createWorkspaceSchema, renameWorkspaceSchema, setupSchema } from "#lib/workspaces/schema";

const keyId = newId("key");
const workspace = "acme";
const account = { email: "ada@example.com", password: "correct horse battery" };
const url = "https://example.com/mcp";

/** Every schema with a text that a person types and others read, with the other fields that it needs. */
const TYPED: [name: string, schema: z.ZodType, field: string, rest: Record<string, unknown>][] = [
  ["a new account", newAccountSchema, "name", account],
  ["the first account", setupSchema, "name", { ...account, workspaceName: "Acme" }],
  ["the first workspace", setupSchema, "workspaceName", { ...account, name: "Ada" }],
  ["a profile", profileSchema, "name", {}],
  ["a new workspace", createWorkspaceSchema, "name", {}],
  ["a renamed workspace", renameWorkspaceSchema, "name", { workspace }],
  ["a new MCP server", createUpstreamSchema, "name", { workspace, url }],
  [
    "a changed MCP server",
    updateUpstreamSchema,
    "name",
    { workspace, upstreamId: newId("ups"), url, unprefixed: false, headers: [] },
  ],
  ["a new key", createKeySchema, "name", { workspaceIds: [newId("ws")] }],
  ["a new key by the API", createKeyBodySchema, "name", {}],
  ["a changed key", updateKeySchema, "name", { keyId }],
  ["a new service key", createServiceKeySchema, "name", { workspace }],
  ["a changed service key", updateServiceKeySchema, "name", { workspace, keyId }],
  ["an API token", createApiTokenSchema, "name", { scopes: ["keys:read"] }],
  ["revoking a key", revokeKeySchema, "reason", { keyId }],
  ["revoking a service key", revokeServiceKeySchema, "reason", { workspace, keyId }],
  ["detaching a key", detachKeySchema, "reason", { workspace, keyId }],
  ["detaching keys", detachKeysSchema, "reason", { workspace, keyIds: [keyId] }],
];

describe.each(TYPED)("the text of %s", (_name, schema, field, rest) => {
  const parse = (text: string) => schema.safeParse({ ...rest, [field]: text });

  test("is composed and trimmed", () => {
    expect(parse(" Zoe\u0308 ").data).toMatchObject({ [field]: "Zoë" });
  });

  test.each(["Acme\nAdmin", "\u202egpj", "\u200b", "a\u001b[2K", "\u3164", "a\u2028b"])("cannot be %j", (text) => {
    expect(parse(text).error?.issues).toMatchObject([
      { path: [field], message: expect.stringMatching(/^Leave out line breaks and invisible characters/) },
    ]);
  });
});

test("the name of an imported token follows the same rule", () => {
  const line = (name: string) => readLegacyLine(`ada@example.com,${name},${"a".repeat(64)}`, 2);
  expect(line("Laptop")).toMatchObject({ name: "Laptop" });
  expect(line("\u202eLaptop")).toMatchObject({ problem: expect.stringContaining("U+202E") });
});
