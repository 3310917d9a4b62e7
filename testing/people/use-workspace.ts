import { beforeEach } from "vitest";
import type { Role } from "#lib/auth/permissions";
import type { Caller } from "#lib/auth/principal";
import { useDatabase } from "#testing/databases/use-database";
import { callerOf, makeUser, makeWorkspace, type TestUser, type TestWorkspace } from "#testing/people/factories";

/** The workspaces of a test, with the role of each member: `{ acme: { ada: "owner", mia: "member" } }`. */
type Plan = Record<string, Record<string, Role>>;

type PersonIn<Members extends Plan> = { [Name in keyof Members]: keyof Members[Name] }[keyof Members] & string;

/** The workspaces and people of a plan, each under its name. */
type People<Members extends Plan> = Record<keyof Members & string, TestWorkspace> &
  Record<PersonIn<Members>, TestUser> & {
    /** The caller of each person: in a session, at `NOW`, signed in at that moment. */
    callers: Record<PersonIn<Members>, Caller>;
  };

/**
 * Gives the test file a database, and fills it before each test with workspaces and their members.
 *
 *     const world = useWorkspace({ acme: { ada: "owner", mia: "member" } }, async ({ ada, acme }) => ({
 *       notes: await makeUpstream(acme, { slug: "notes" }),
 *       keyId: await makeKey(ada, [acme]),
 *     }));
 *
 *     test("…", async () => {
 *       const { acme, callers, keyId } = world;
 *     });
 *
 * @param plan the workspaces and the roles of their members; a person may be a member of several
 * @param makeMore makes what else each test needs, such as servers and keys
 * @returns an object that holds all of it once a test runs; it is empty before
 */
export function useWorkspace<const Members extends Plan, More extends object = object>(
  plan: Members,
  makeMore?: (people: People<Members>) => Promise<More>,
): Readonly<People<Members> & More> {
  useDatabase();
  const world = {} as People<Members> & More;
  beforeEach(async () => {
    for (const name of Object.keys(world)) delete (world as Record<string, unknown>)[name];
    const people = await makePeople(plan);
    Object.assign(world, people, await makeMore?.(people));
  });
  return world;
}

async function makePeople<Members extends Plan>(plan: Members): Promise<People<Members>> {
  const users = new Map<string, TestUser>();
  const workspaces = new Map<string, TestWorkspace>();
  for (const [workspace, roles] of Object.entries(plan)) {
    const members: [TestUser, Role][] = [];
    for (const [person, role] of Object.entries(roles)) {
      const user = users.get(person) ?? (await makeUser(capitalized(person)));
      users.set(person, user);
      members.push([user, role]);
    }
    workspaces.set(workspace, await makeWorkspace(capitalized(workspace), members));
  }
  const callers = Object.fromEntries([...users].map(([name, user]) => [name, callerOf(user)]));
  return { ...Object.fromEntries(workspaces), ...Object.fromEntries(users), callers } as People<Members>;
}

function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
