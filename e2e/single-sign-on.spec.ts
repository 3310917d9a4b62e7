import type { Page } from "@playwright/test";
import { freePort } from "#lib/db/free-port";
import { test as base, expect } from "#testing/browser/test";
import { registerClient } from "#testing/clients/oauth-client";
import { type Installation, startInstallation } from "#testing/machine/installation";
import { type IdentityProvider, startIdentityProvider } from "#testing/machine/oidc";
import { setUp, signIn } from "#testing/people/people";

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
  await installation?.remove();
  await provider.close();
});

async function signInAt(page: Page, email: string, path = "/sign-in"): Promise<void> {
  await page.goto(path);
  await page.getByRole("button", { name: "Acme ID" }).click();
  await page.locator("input[name=login]").fill(email);
  await page.locator("input[name=password]").fill("any");
  await page.locator("button[type=submit]").click();
  await page.locator("button[type=submit]", { hasText: "Continue" }).click();
}

test("somebody who is invited gets an account by signing in with the provider", async ({ page }) => {
  await signInAt(page, "grace@example.com");
  await expect(page).toHaveURL(`${installation?.url}/new-workspace`);
  await page.goto("/account");
  await expect(page.getByLabel("Email")).toHaveValue("grace@example.com");
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
  await page.locator("button[type=submit]", { hasText: "Continue" }).or(page.getByText("Connected")).waitFor();
  const consent = page.locator("button[type=submit]", { hasText: "Continue" });
  if (await consent.isVisible()) await consent.click();
  await expect(page).toHaveURL(`${installation?.url}/account`);
  await expect(page.getByText("Connected")).toBeVisible();

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
