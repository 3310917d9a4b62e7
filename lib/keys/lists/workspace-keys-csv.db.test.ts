import { expect, test } from "vitest";
import { db } from "#lib/db/client";
import { listKeyOwners } from "#lib/keys/lists/owners";
import { listWorkspaceKeysSchema } from "#lib/keys/lists/schema";
import { workspaceKeysCsv } from "#lib/keys/lists/workspace-keys-csv";
import { AUDIT_FIELDS } from "#lib/keys/settings/audit-record";
import { hashToken } from "#lib/secrets/token";
import { useDatabase } from "#testing/databases/use-database";
import {
  callerOf,
  makeKey,
  makeServiceKey,
  makeUpstream,
  makeUser,
  makeWorkspace,
  NOW,
  type TestUser,
  type TestWorkspace,
} from "#testing/people/factories";
import { makeSession } from "#testing/people/sessions";

useDatabase();

async function csv(admin: TestUser, workspace: TestWorkspace, input: object = {}): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of await workspaceKeysCsv(
    callerOf(admin),
    workspace.slug,
    listWorkspaceKeysSchema.parse(input),
  ))
    lines.push(line);
  return lines;
}

test("writes a line for each key of the list, with what it reaches in this workspace", async () => {
  const ada = await makeUser("Ada");
  const acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  const notes = await makeUpstream(acme, { slug: "notes" });
  await makeServiceKey(acme, { name: "Deploys", environment: "staging", serverIds: [notes], token: "mcp_12345abcde" });
  await makeKey(ada, [acme], { name: "ended", revokedAt: NOW });
  const [header, ...lines] = await csv(ada, acme);
  expect(header).toMatch(/^"key_id","name","name_in_clients","token","kind","owner_name",/);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(
    '"Deploys",,"mcp_12345…abcde","service",,,"active","read_only","mcp:read","staging","notes",0,',
  );
  expect(lines[0]).not.toContain(hashToken("mcp_12345abcde"));
  expect(await csv(ada, acme, { filter: "all" })).toHaveLength(3);
  expect(await csv(ada, acme, { owner: "service", search: "nothing" })).toHaveLength(1);
});

test("has a column for every setting but the workspaces, of which others are only counted", async () => {
  const ada = await makeUser("Ada");
  const acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  const [header = ""] = await csv(ada, acme);
  const { workspaceIds: _counted, ...fields } = AUDIT_FIELDS;
  for (const field of Object.values(fields)) {
    const column = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    expect(header.split(",")).toContain(`"${column}"`);
  }
  expect(header).toContain('"other_workspaces"');
});

test("writes a name as text that a spreadsheet would run as a formula", async () => {
  const mallory = await makeUser('=HYPERLINK("https://example.com")');
  const acme = await makeWorkspace("Acme", [[mallory, "owner"]]);
  await makeKey(mallory, [acme], { name: "@SUM(1+1)", isLegacy: true });
  const [, line] = await csv(mallory, acme);
  expect(line).toContain(`"'@SUM(1+1)"`);
  expect(line).toContain(`"legacy","'=HYPERLINK(""https://example.com"")"`);
});

test.each<[string, string, (eve: TestUser) => Promise<unknown>]>([
  [
    "the caller is no longer an admin",
    "FORBIDDEN",
    ({ id: userId }) => db().membership.updateMany({ where: { userId }, data: { role: "member" } }),
  ],
  ["the session has ended", "UNAUTHENTICATED", ({ id: userId }) => db().session.deleteMany({ where: { userId } })],
])("ends with an error once %s", async (_what, code, lose) => {
  const [ada, eve] = [await makeUser("Ada"), await makeUser("Eve")];
  const acme = await makeWorkspace("Acme", [
    [ada, "owner"],
    [eve, "admin"],
  ]);
  const copied = await makeKey(ada, [acme]);
  await db().$executeRaw`
    INSERT INTO "Key" SELECT (jsonb_populate_record(key, jsonb_build_object(
      'id', 'key_' || n, 'familyId', 'key_' || n, 'tokenHash', 'hash ' || n))).*
    FROM "Key" key, generate_series(1, 600) n WHERE key.id = ${copied}`;
  await db().$executeRaw`
    INSERT INTO "KeyWorkspace" SELECT (jsonb_populate_record(link, jsonb_build_object('keyId', key.id))).*
    FROM "KeyWorkspace" link, "Key" key WHERE link."keyId" = ${copied} AND key.id <> ${copied}`;
  const { caller } = await makeSession(eve);
  const lines = await workspaceKeysCsv(caller, acme.slug, listWorkspaceKeysSchema.parse({}));
  let read = 0;
  const readAll = async () => {
    for await (const _line of lines) {
      read += 1;
      if (read === 10) await lose(eve);
    }
  };
  await expect(readAll()).rejects.toMatchObject({ code });
  // The names of the columns, and the page that was read before.
  expect(read).toBe(501);
});

test("offers each member as an owner to filter by, sorted by name, and nobody else", async () => {
  const [zoe, ada, eve] = [await makeUser("Zoe"), await makeUser("Ada"), await makeUser("Eve")];
  const acme = await makeWorkspace("Acme", [
    [zoe, "owner"],
    [ada, "member"],
  ]);
  const names = async (chosen: string | null) =>
    (await listKeyOwners(callerOf(zoe), acme.slug, chosen)).map((o) => o.name);
  expect(await names(null)).toEqual(["Ada", "Zoe"]);
  expect(await names(ada.id)).toEqual(["Ada", "Zoe"]);
  expect(await names(eve.id)).toEqual(["Ada", "Zoe"]);
  await db().user.update({ where: { id: ada.id }, data: { disabledAt: NOW } });
  expect(await names(ada.id)).toEqual(["Zoe"]);
});

test("offers the chosen owner, too, when there are more than two hundred members", async () => {
  const zoe = await makeUser("Zoe");
  const acme = await makeWorkspace("Acme", [[zoe, "owner"]]);
  await db().$executeRaw`
    INSERT INTO "User" (id, name, email, "createdAt", "updatedAt")
    SELECT 'usr_' || n, 'Ada ' || n, n || '@example.com', ${NOW}, ${NOW} FROM generate_series(1, 200) n`;
  await db().$executeRaw`
    INSERT INTO "Membership" ("workspaceId", "userId", role, "createdAt")
    SELECT ${acme.id}, id, 'member', ${NOW} FROM "User" WHERE name LIKE 'Ada %'`;
  const offered = async (chosen: string | null) =>
    (await listKeyOwners(callerOf(zoe), acme.slug, chosen)).map(({ name }) => name);
  expect(await offered(null)).toHaveLength(200);
  expect(await offered(null)).not.toContain("Zoe");
  expect((await offered(zoe.id))[0]).toBe("Zoe");
});
