import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { encode } from "next-auth/jwt";
import { insertUser } from "#lib/auth/accounts/sign-up";
import { hashPassword } from "#lib/auth/passwords/password";
import type { Role } from "#lib/auth/permissions";
import { beginSession } from "#lib/auth/sessions/begin-session";
import { db } from "#lib/db/client";
import { acceptInvitation } from "#lib/members/accept-invitation";
import { inviteMember } from "#lib/members/invite";
import { single } from "#lib/process";
import { createWorkspace } from "#lib/workspaces/create-workspace";
import { inside } from "#testing/browser/inside";
import { visit } from "#testing/browser/visit";
import { type Installation, readSecrets } from "#testing/machine/installation";
import { callerOf } from "#testing/people/factories";

export const PASSWORD = "violet anchor tumble sieve";

/** Somebody with an account and, in `page`, a browser of their own in which they are signed in. */
export type Person = { name: string; email: string; id: string; page: Page; installation: Installation };

export type Workspace = { id: string; name: string; slug: string };

/** Makes an account and signs it in, in the browser of `page`, without the forms: journeys of their own prove these. */
export async function makePerson(page: Page, installation: Installation, name: string): Promise<Person> {
  const email = `${name.toLowerCase()}.${randomUUID().slice(0, 8)}@example.com`;
  // It takes as long as it should: one hash serves everybody.
  const passwordHash = await single("password-of-tests", () => hashPassword(PASSWORD));
  const newcomer = { now: new Date(), address: null };
  const { principal } = await inside(installation, () =>
    db().$transaction((transaction) => insertUser(transaction, newcomer, { name, email, passwordHash })),
  );
  const person = { id: principal.userId, name, email, page, installation };
  const { authSecret: secret } = await readSecrets(installation);
  const sessionSecret = await beginSessionOf(person, "Chrome on Linux");
  const value = await encode({ token: { sub: person.id, sessionSecret }, secret });
  const cookie = { name: "next-auth.session-token", value, url: installation.url };
  await page.context().addCookies([{ ...cookie, httpOnly: true, sameSite: "Lax" }]);
  return person;
}

/** Signs a person in on a device that has no browser here. @returns the secret of the session */
export function beginSessionOf({ id, installation }: Person, device: string): Promise<string> {
  const visitor = { address: "192.0.2.7", device };
  return inside(installation, () => beginSession({ id, credentialVersion: 0 }, visitor, new Date()));
}

/** Makes the sessions of a person as if a provider had confirmed their email when they began. */
export async function confirmEmail({ id, email, installation }: Person): Promise<void> {
  const data = { confirmedEmail: email };
  await inside(installation, () => db().session.updateMany({ where: { userId: id }, data }));
}

/** Makes the first account of an installation, ada@example.com, and its workspace Acme; the browser is in it afterwards. */
export async function setUp(page: Page): Promise<void> {
  await page.goto("/setup");
  await page.getByLabel("Your name").fill("Ada Lovelace");
  await page.getByLabel("Email").fill("ada@example.com");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByLabel("Workspace name").fill("Acme");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL("**/w/acme");
}

export async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await visit(page, "/sign-in");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** Makes a workspace that the person owns. */
export async function makeWorkspace(owner: Person, name: string): Promise<Workspace> {
  const { id, slug } = await inside(owner.installation, () => createWorkspace(callerOf(owner, new Date()), { name }));
  return { id, name, slug };
}

/**
 * Invites somebody by email, as an owner.
 * @returns the link to accept it
 */
export async function invite(
  owner: Person,
  workspace: Workspace,
  email: string,
  role: Role = "member",
): Promise<string> {
  const input = { workspace: workspace.slug, email, role };
  const { url } = await inside(owner.installation, () => inviteMember(callerOf(owner, new Date()), input));
  return url;
}

/** Makes `guest` a member of the workspace, by an invitation that they accept. */
export async function addMember(owner: Person, workspace: Workspace, guest: Person, role?: Role): Promise<void> {
  const link = await invite(owner, workspace, guest.email, role);
  const secret = link.split("/").at(-1) ?? "";
  await inside(guest.installation, () => acceptInvitation(callerOf(guest, new Date()), { token: secret }));
}
