import { beforeEach, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { listMembers } from "#lib/members/queries";
import { listMembersSchema } from "#lib/members/schema";
import { useDatabase } from "#testing/databases/use-database";
import {
  callerOf,
  makeMembership,
  makeUser,
  makeWorkspace,
  type TestUser,
  type TestWorkspace,
} from "#testing/people/factories";

useDatabase();

let ada: TestUser;
let acme: TestWorkspace;
beforeEach(async () => {
  ada = await makeUser("Ada");
  acme = await makeWorkspace("Acme", [[ada, "owner"]]);
});

const list = (input: object = {}) => listMembers(callerOf(ada), acme.slug, listMembersSchema.parse(input));

async function join(name: string): Promise<TestUser> {
  const user = await makeUser(name);
  await makeMembership(acme.id, user, "member");
  return user;
}

test("members come by name, page by page, without one twice or left out, also among namesakes", async () => {
  for (let index = 0; index < 60; index += 1) await join(["bob", "Carl", "Dora"][index % 3] ?? "");
  const first = await list();
  expect(first.members).toHaveLength(50);
  expect(first.total).toEqual({ counted: 61, isExact: true });
  const second = await list({ cursor: first.nextCursor });
  expect(second).toMatchObject({ total: { counted: 61 }, nextCursor: null });
  const all = [...first.members, ...second.members];
  expect(new Set(all.map(({ userId }) => userId)).size).toBe(61);
  const names = all.map(({ name }) => name.toLowerCase());
  expect(names).toEqual(names.toSorted());
});

test("when the last member of a page has left, the list begins anew", async () => {
  const bob = await join("Bob");
  await db().membership.deleteMany({ where: { userId: bob.id } });
  expect((await list({ cursor: bob.id })).members.map(({ name }) => name)).toEqual(["Ada"]);
});

test("nobody outside tells where a page begins", async () => {
  const zoe = await makeUser("Zoe");
  expect((await list({ cursor: zoe.id })).members).toHaveLength(1);
});

test("a search finds names and emails, and takes no sign for a wildcard", async () => {
  const bob = await join("Bob");
  await join("Under_score");
  const found = async (search: string) => (await list({ search })).members.map(({ name }) => name);
  expect(await found("BO")).toEqual(["Bob"]);
  expect(await found(bob.email)).toEqual(["Bob"]);
  expect(await found("r_s")).toEqual(["Under_score"]);
  expect(await found("_ob")).toEqual([]);
});

test("a member is shown with role, date and whether the account is disabled", async () => {
  await db().user.update({ where: { id: (await join("Bob")).id }, data: { disabledAt: new Date() } });
  const { members } = await list({ search: "bob" });
  expect(members).toEqual([
    expect.objectContaining({ name: "Bob", role: "member", joinedAt: expect.any(Date), disabled: true }),
  ]);
});
