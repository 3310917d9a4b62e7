import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { visit } from "#testing/browser/visit";

export const PASSWORD = "violet anchor tumble sieve";

/** Somebody with an account and, in `page`, a browser of their own in which they are signed in. */
export type Person = { name: string; email: string; page: Page };

export type Workspace = { name: string; slug: string };

/** Makes an account through the sign-up page, which the test installations leave open. */
export async function signUp(page: Page, name: string): Promise<Person> {
  const email = `${name.toLowerCase()}.${randomUUID().slice(0, 8)}@example.com`;
  await visit(page, "/sign-up");
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL("**/new-workspace");
  return { name, email, page };
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
export async function makeWorkspace({ page }: Person, name: string): Promise<Workspace> {
  await visit(page, "/new-workspace");
  await page.getByLabel("Workspace name").fill(name);
  await page.getByRole("button", { name: "Create workspace" }).click();
  await page.waitForURL(/\/w\/[^/]+$/);
  return { name, slug: new URL(page.url()).pathname.split("/")[2] ?? "" };
}

/**
 * Invites somebody by email, as an owner.
 * @returns the link to accept it
 */
export async function invite(owner: Person, workspace: Workspace, email: string, role = "Member"): Promise<string> {
  await visit(owner.page, `/w/${workspace.slug}/settings/members`);
  await owner.page.getByLabel("Email").fill(email);
  await owner.page.getByLabel("Role").selectOption({ label: role });
  await owner.page.getByRole("button", { name: "Create invitation" }).click();
  const link = await owner.page
    .getByText(/\/invite\/[\w-]{43}/)
    .first()
    .textContent();
  return link?.trim() ?? "";
}

/** Invites `guest` by link and accepts as them. */
export async function addMember(owner: Person, workspace: Workspace, guest: Person, role = "Member"): Promise<void> {
  await visit(guest.page, await invite(owner, workspace, guest.email, role));
  await guest.page.getByRole("button", { name: /Join/ }).click();
  await guest.page.waitForURL(`**/w/${workspace.slug}`);
}
