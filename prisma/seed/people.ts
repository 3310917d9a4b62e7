import type { Caller } from "#lib/auth/principal";
import { addDays } from "#lib/clock";
import { db } from "#lib/db/client";
import { acceptInvitationAsNew } from "#lib/members/accept-invitation";
import { inviteMember } from "#lib/members/invite";
import { createWorkspace } from "#lib/workspaces/create-workspace";
import { setUp } from "#lib/workspaces/set-up";

export const PASSWORD = "correct horse battery staple";

/** Everything before this many days ago happened before the seed's first day. */
const FIRST_DAY = -100;

type Role = "owner" | "admin" | "member";

export type People = {
  now: Date;
  workspace: { id: string; slug: string };
  labs: { id: string; slug: string };
  owner: Caller;
  admin: Caller;
  member: Caller;
};

const COLLEAGUES: [name: string, email: string, role: Role][] = [
  ["Grace Hopper", "grace@example.com", "admin"],
  ["Alan Turing", "alan@example.com", "member"],
  ["Katherine Johnson", "katherine@example.com", "member"],
  [
    "Dr. Wolfeschlegelsteinhausenbergerdorff-Montgomery III.",
    "wolfeschlegelsteinhausenbergerdorff@example.com",
    "member",
  ],
  ["李小龙", "li@example.com", "member"],
  ["Zoë Çelik", "zoe@example.com", "member"],
];

/** A person in a session who signed in `days` from the seed's now, which may be negative. */
export function at(caller: Caller, days: number): Caller {
  const now = addDays(caller.now, days);
  return { ...caller, now, principal: { ...caller.principal, authenticatedAt: now } as Caller["principal"] };
}

async function callerOf(email: string, now: Date): Promise<Caller> {
  const { id: userId } = await db().user.findUniqueOrThrow({ where: { email } });
  const principal = { kind: "user", userId, sessionId: "seed", authenticatedAt: now } as const;
  return { principal, now, address: "192.0.2.10" };
}

/** Makes three workspaces, and the people of the first one. */
export async function seedPeople(now: Date): Promise<People> {
  const founded = { now: addDays(now, FIRST_DAY), address: null };
  const ada = { name: "Ada Lovelace", email: "ada@example.com", password: PASSWORD };
  await setUp(founded, { ...ada, workspaceName: "Acme" });
  const owner = await callerOf(ada.email, now);
  const labs = await createWorkspace(at(owner, FIRST_DAY), { name: "Acme Labs" });
  await createWorkspace(at(owner, FIRST_DAY), { name: "Department of Redundancy, Long Names and Long Names, Ltd." });
  for (const [index, [name, email, role]] of COLLEAGUES.entries()) {
    const day = FIRST_DAY + 2 * index;
    const { url } = await inviteMember(at(owner, day), { workspace: "acme", email, role });
    const secret = url.slice(url.lastIndexOf("/") + 1);
    await acceptInvitationAsNew(
      { ...founded, now: addDays(now, day + 1) },
      { token: secret, name, password: PASSWORD },
    );
  }
  await inviteMember(at(owner, -2), { workspace: "acme", email: "margaret@example.com", role: "admin" });
  await inviteMember(at(owner, -6), { workspace: "acme", email: "barbara@example.com", role: "member" });
  const workspace = await db().workspace.findUniqueOrThrow({
    where: { slug: "acme" },
    select: { id: true, slug: true },
  });
  const [admin, member] = await Promise.all(
    ["grace@example.com", "alan@example.com"].map((email) => callerOf(email, now)),
  );
  if (!admin || !member) throw new Error("The people of the seed are missing.");
  return { now, workspace, labs, owner, admin, member };
}
