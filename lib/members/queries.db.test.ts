import { expect, test } from "vitest";
import { db } from "#lib/db/client";
import { listMembers } from "#lib/members/queries";
import { listMembersSchema } from "#lib/members/schema";
import { makeMembership, makeUser, type TestUser } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

const world = useWorkspace({ acme: { ada: "owner" } });

const list = (input: object = {}) => listMembers(world.callers.ada, world.acme.slug, listMembersSchema.parse(input));

async function join(name: string): Promise<TestUser> {
  const user = await makeUser(name);
  await makeMembership(world.acme.id, user, "member");
  return user;
}

test("lists members by name in pages that neither repeat nor skip one, also with equal names", async () => {
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

test("starts from the beginning when the member in the cursor has left", async () => {
  const bob = await join("Bob");
  await db().membership.deleteMany({ where: { userId: bob.id } });
  expect((await list({ cursor: bob.id })).members.map(({ name }) => name)).toEqual(["Ada"]);
});

test("ignores a cursor that names somebody outside the workspace", async () => {
  const zoe = await makeUser("Zoe");
  expect((await list({ cursor: zoe.id })).members).toHaveLength(1);
});

test("searches names and emails, and treats no character as a wildcard", async () => {
  const bob = await join("Bob");
  await join("Under_score");
  const namesFor = async (search: string) => (await list({ search })).members.map(({ name }) => name);
  expect(await namesFor("BO")).toEqual(["Bob"]);
  expect(await namesFor(bob.email)).toEqual(["Bob"]);
  expect(await namesFor("r_s")).toEqual(["Under_score"]);
  expect(await namesFor("_ob")).toEqual([]);
});

test("shows the role and the date of a member, and whether the account is disabled", async () => {
  await db().user.update({ where: { id: (await join("Bob")).id }, data: { disabledAt: new Date() } });
  const { members } = await list({ search: "bob" });
  expect(members).toEqual([
    expect.objectContaining({ name: "Bob", role: "member", joinedAt: expect.any(Date), disabled: true }),
  ]);
});
