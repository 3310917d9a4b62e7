import type { Page } from "@playwright/test";
import { freePort } from "#lib/db/embedded/free-port";
import { expectAccessible } from "#testing/browser/accessible";
import { withDatabase } from "#testing/browser/database";
import { leave } from "#testing/browser/inside";
import { test as base, expect } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { registerClient } from "#testing/clients/oauth-client";
import { type Installation, startInstallation } from "#testing/machine/installation";
import { type IdentityProvider, startIdentityProvider } from "#testing/machine/oidc";
import { invite, makeWorkspace, PASSWORD, setUp, signIn } from "#testing/people/people";

let provider: IdentityProvider;
let installation: Installation | undefined;

/** A browser that opens the pages of this installation. */
const test = base.extend({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the needed fixtures from this pattern.
  baseURL: async ({}, use) => use(installation?.url),
});

// The journeys share one installation, and later ones use the accounts of earlier ones.
test.describe.configure({ mode: "default" });

/** Starts an installation that knows a provider; in it Ada has a password, and Grace is invited. */
test.beforeAll(async ({ browser }) => {
  const port = await freePort();
  provider = await startIdentityProvider(`http://localhost:${port}/api/auth/callback/oidc`);
  installation = await startInstallation({
    PORT: String(port),
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: provider.clientId,
    OIDC_CLIENT_SECRET: provider.clientSecret,
    OIDC_NAME: "Acme ID",
  });
  const page = await browser.newPage({ baseURL: installation.url });
  await setUp(page);
  await page.goto("/w/acme/settings/members");
  await page.getByLabel("Email").fill("grace@example.com");
  await page.getByRole("button", { name: "Create invitation" }).click();
  await expect(page.getByText(/\/invite\/[\w-]{43}/).first()).toBeVisible();
  await page.close();
});

test.afterAll(async () => {
  if (installation) await leave(installation);
  await installation?.remove();
  await provider.close();
});

function running(): Installation {
  if (!installation) throw new Error("The installation is not running.");
  return installation;
}

/** Makes a workspace of an account, and invites somebody to it. @returns the link of the invitation */
async function inviteFrom(name: string, email: string, by = "ada@example.com"): Promise<string> {
  const sql = 'SELECT id, name, email FROM "User" WHERE email = $1';
  const { rows } = await withDatabase(running(), (client) => client.query(sql, [by]));
  const owner = { ...rows[0], installation: running() };
  return invite(owner, await makeWorkspace(owner, name), email);
}

async function signInAt(page: Page, email: string, path = "/sign-in"): Promise<void> {
  await page.goto(path);
  await page.getByRole("button", { name: "Acme ID" }).click();
  await signInThere(page, email);
}

/** Signs in on the page of the provider. */
async function signInThere(page: Page, email: string): Promise<void> {
  await page.locator("input[name=login]").fill(email);
  await page.locator("input[name=password]").fill("any");
  await page.locator("button[type=submit]").click();
  await page.locator("button[type=submit]", { hasText: "Continue" }).click();
}

test("somebody who is invited gets an account from the provider, is told of the invitation, and joins", async ({
  page,
}) => {
  await signInAt(page, "grace@example.com");
  await expect(page).toHaveURL(`${installation?.url}/invitations`);
  await expect(page.getByRole("heading", { name: "You are invited to a workspace" })).toBeVisible();
  await expect(page.getByText("Ada Lovelace invites you as member.")).toBeVisible();
  await expectAccessible(page, "the page of open invitations");
  await page.getByRole("button", { name: "Join Acme" }).click();
  await expect(page).toHaveURL(`${installation?.url}/w/acme`);
  await page.goto("/account");
  await expect(page.getByLabel("Email")).toHaveValue("grace@example.com");
  await page.goto("/invitations");
  await expect(page.getByRole("heading", { name: "No open invitation" })).toBeVisible();
});

test("somebody who has an account is told of several invitations, at the sign-in and in the dashboard", async ({
  page,
}) => {
  await inviteFrom("Labs", "grace@example.com");
  await inviteFrom("Works", "grace@example.com");
  await signInAt(page, "grace@example.com");
  await expect(page.getByRole("heading", { name: "You are invited to several workspaces" })).toBeVisible();
  await page.getByRole("link", { name: "Not now: go to your workspace" }).click();
  await expect(page).toHaveURL(`${installation?.url}/w/acme`);
  await page.getByRole("button", { name: "Workspace: Acme" }).click();
  await page.getByRole("link", { name: "2 invitations" }).click();
  await page.getByRole("button", { name: "Join Works" }).click();
  await expect(page).toHaveURL(/\/w\/works-\w+$/);
});

test("an invitation that is revoked while its page is open says so, and is not told of again", async ({ page }) => {
  await signInAt(page, "grace@example.com");
  await expect(page.getByRole("heading", { name: "You are invited to a workspace" })).toBeVisible();
  await withDatabase(running(), (client) => client.query('DELETE FROM "Invitation" WHERE "acceptedAt" IS NULL'));
  await page.getByRole("button", { name: "Join Labs" }).click();
  await expect(page.getByText("This invitation was used, revoked or has expired.")).toBeVisible();
  await page.goto("/");
  await expect(page).toHaveURL(/\/w\/(acme|works-\w+)$/);
});

test("the link of an invitation leads through the provider into the workspace", async ({ page }) => {
  const link = await inviteFrom("Annex", "linus@example.com");
  await visit(page, link);
  await expect(page.getByText("Ada Lovelace invites you as member.")).toBeVisible();
  await page.getByRole("button", { name: "Continue with Acme ID" }).click();
  await signInThere(page, "linus@example.com");
  await page.getByRole("button", { name: "Join Annex" }).click();
  await expect(page).toHaveURL(/\/w\/annex-\w+$/);
});

test("the link of an invitation to another email than the provider's says which emails they are", async ({ page }) => {
  const link = await inviteFrom("Office", "linus@office.example.com");
  await signInAt(page, "linus@example.com");
  await expect(page).toHaveURL(/\/w\/annex-\w+$/);
  await visit(page, link);
  await expect(page.getByText("You are signed in as linus@example.com")).toContainText("for another email");
  await expect(page.getByText("linus@office.example.com")).toBeVisible();
});

test("a person with a password who comes by the link and the provider still gets to the invitation", async ({
  page,
}) => {
  const link = await inviteFrom("Study", "ada@example.com", "grace@example.com");
  await visit(page, `/sign-in?callbackUrl=${encodeURIComponent(new URL(link).pathname)}`);
  await page.getByRole("button", { name: "Continue with Acme ID" }).click();
  await signInThere(page, "ada@example.com");
  await expect(page.getByRole("alert").filter({ hasText: /Sign in with it, then connect/ })).toBeVisible();
  await page.getByLabel("Email").fill("ada@example.com");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("button", { name: "Join Study" }).click();
  await expect(page).toHaveURL(/\/w\/study-\w+$/);
});

test("an invitation that has expired opens no account, and the page says what to do", async ({ page }) => {
  await inviteFrom("Late", "late@example.com");
  await withDatabase(running(), (client) =>
    client.query(`UPDATE "Invitation" SET "expiresAt" = now() WHERE email = 'late@example.com'`),
  );
  await signInAt(page, "late@example.com");
  await expect(page.getByRole("alert").filter({ hasText: "Invitations end after 7 days" })).toBeVisible();
});

test("what a client asks survives the sign-in with the provider, with its repeated parameters", async ({ page }) => {
  const client = await registerClient(installation?.url ?? "");
  const query = `${client.query({ state: "s".repeat(200) })}&resource=${installation?.url}/mcp&resource=${installation?.url}`;
  await signInAt(page, "grace@example.com", `/oauth/authorize?${query}`);
  await expect(page.getByRole("heading", { name: "“Test client” wants to use your MCP servers" })).toBeVisible();
  expect(new URL(page.url()).searchParams.getAll("resource")).toHaveLength(2);
});

test("only its owner connects an account that has a password: the same email is not enough", async ({ page }) => {
  await signInAt(page, "ada@example.com");
  await expect(page.getByRole("alert").filter({ hasText: /Sign in with it, then connect/ })).toBeVisible();

  await signIn(page, "ada@example.com");
  await page.waitForURL(`${installation?.url}/w/acme`);
  await page.goto("/account");
  await page.getByRole("button", { name: "Connect Acme ID" }).click();
  await page
    .locator("button[type=submit]", { hasText: "Continue" })
    .or(page.getByText("Connected", { exact: true }))
    .waitFor();
  const consent = page.locator("button[type=submit]", { hasText: "Continue" });
  if (await consent.isVisible()) await consent.click();
  await expect(page).toHaveURL(`${installation?.url}/account`);
  await expect(page.getByText("Connected", { exact: true })).toBeVisible();

  // The open page would go to sign-in by itself at the same time.
  await page.goto("about:blank");
  await page.context().clearCookies();
  await signInAt(page, "ada@example.com");
  await expect(page).toHaveURL(`${installation?.url}/w/acme`);
});

test("somebody who is not invited is told so and gets no account", async ({ page }) => {
  await signInAt(page, "mallory@example.com");
  await expect(page).toHaveURL(/\/sign-in\?/);
  await expect(page.getByRole("alert").filter({ hasText: /invit/i })).toBeVisible();
  await page.goto("/account");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("the provider's unconfirmed email is refused", async ({ page }) => {
  await signInAt(page, "unverified@example.com");
  await expect(page.getByRole("alert").filter({ hasText: /confirm|verif/i })).toBeVisible();
});

test("somebody who could not connect a provider is told so on the account page", async ({ page }) => {
  await signIn(page, "ada@example.com");
  await page.waitForURL("**/w/acme");
  // next-auth sends the browser here when it cannot reach a provider.
  await page.goto("/sign-in?callbackUrl=%2Faccount&error=OAuthSignin");
  await expect(page).toHaveURL(/\/account\?error=OAuthSignin$/);
  await expect(page.getByRole("alert").filter({ hasText: /sign-in with this provider failed/ })).toBeVisible();
});
