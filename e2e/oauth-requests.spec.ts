import type { BrowserContext } from "@playwright/test";
import { expectAccessibleAtAllWidths } from "#testing/browser/accessible";
import { answerConsent, openApps } from "#testing/browser/apps";
import { addServer } from "#testing/browser/servers";
import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { type LoopbackCallback, startCallback } from "#testing/clients/loopback-callback";
import { registerClient } from "#testing/clients/oauth-client";
import { makeWorkspace, PASSWORD } from "#testing/people/people";

/** A word that is wider than a phone. */
const LONG_NAME = "of-a-name-that-is-one-single-very-long-word-in-bold";
const APP_SCHEME = "cursor://anysphere.cursor-mcp/oauth/callback";
const WEB = "https://connector.example/callback";

let callback: LoopbackCallback;
test.beforeEach(async () => {
  callback = await startCallback();
});
test.afterEach(() => callback.close());

/** Collects what the policy of pages forbids. */
async function violations(context: BrowserContext): Promise<string[]> {
  const found: string[] = [];
  context.on("console", (message) => {
    if (/Content Security Policy|violation of/i.test(message.text())) found.push(message.text());
  });
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
      console.error(`violation of ${violatedDirective}: ${blockedURI}`);
    });
  });
  return found;
}

test("a request that cannot be answered leads nowhere", async ({ person, installation }) => {
  const { page } = await person("Ada");
  const client = await registerClient(installation.url, [callback.redirectUri]);
  for (const [changes, words] of [
    [{ client_id: "nobody" }, /does not know the client/],
    [{ redirect_uri: "https://evil.example/" }, /did not register/],
    [{ state: "x".repeat(9_000) }, /more than 8192 characters/],
  ] as const) {
    await visit(page, `/oauth/authorize?${client.query(changes)}`);
    await expect(page.getByRole("heading", { name: "This app cannot be connected" })).toBeVisible();
    await expect(page.getByText(words)).toBeVisible();
    await expect(page.locator('main a:not([href^="/"])')).toHaveCount(0);
  }
  expect(callback.count()).toBe(0);
});

test("a wrong request goes back by itself to this device, and to another site by a link alone", async ({
  person,
  installation,
}) => {
  const { page } = await person("Ada");
  const client = await registerClient(installation.url, [callback.redirectUri]);
  await page.goto(`/oauth/authorize?${client.query({ code_challenge_method: "plain" })}`);
  await page.waitForURL(/\/callback\?/);
  expect((await callback.answer()).get("error")).toBe("invalid_request");
  await page.goto(`/oauth/authorize?${client.query({ prompt: "none" })}`);
  await page.waitForURL(/error=interaction_required/);

  const web = await registerClient(installation.url, [WEB]);
  const wrong: Record<string, string>[] = [{ code_challenge_method: "plain" }, { prompt: "none" }];
  for (const changes of wrong) {
    await visit(page, `/oauth/authorize?${web.query(changes)}`);
    await expect(page.getByRole("link", { name: "Continue to connector.example" })).toBeVisible();
    expect(new URL(page.url()).pathname).toBe("/oauth/authorize");
  }
});

test("a client that wants no page gets its answer from a browser in which nobody is signed in", async ({
  page,
  person,
  installation,
}) => {
  await person("Ada");
  const client = await registerClient(installation.url, [callback.redirectUri]);
  await page.goto(`/oauth/authorize?${client.query({ prompt: "none" })}`);
  await page.waitForURL(/error=interaction_required/);
});

test("after the answer to an app the page says that the tab can be closed", async ({ person, installation }) => {
  const ada = await person("Ada");
  const { page } = ada;
  await makeWorkspace(ada, "Acme");
  const client = await registerClient(installation.url, [APP_SCHEME]);
  await visit(page, `/oauth/authorize?${client.query()}`);
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await expect(page.getByRole("heading", { name: "“Test client” is connected" })).toBeVisible();
  await expect(page.getByText("You can close this tab.")).toBeVisible();
  const link = page.getByRole("link", { name: "Open the app for cursor: links" });
  await expect(link).toHaveAttribute("href", /^cursor:\/\/anysphere\.cursor-mcp\/oauth\/callback\?code=/);
  await expectAccessibleAtAllWidths(page, "the page after the answer");
});

test("two clicks connect one app", async ({ person, installation }) => {
  const ada = await person("Ada");
  const { page } = ada;
  await makeWorkspace(ada, "Acme");
  const client = await registerClient(installation.url, [callback.redirectUri]);
  await visit(page, `/oauth/authorize?${client.query()}`);
  await page.getByRole("button", { name: "Connect", exact: true }).dblclick();
  await page.waitForURL(/\/callback\?/);
  await openApps(page);
  await expect(page.getByRole("article")).toHaveCount(1);
});

test("without JavaScript a link leads on", async ({ person, installation, browser }) => {
  const ada = await person("Ada");
  await makeWorkspace(ada, "Acme");
  const storageState = await ada.page.context().storageState();
  const context = await browser.newContext({ baseURL: installation.url, storageState, javaScriptEnabled: false });
  const page = await context.newPage();
  const client = await registerClient(installation.url, [callback.redirectUri]);
  await page.goto(`/oauth/authorize?${client.query()}`);
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await page.getByRole("link", { name: "Continue to your client" }).click();
  await page.waitForURL(/\/callback\?/);
  const { status } = await client.exchange((await callback.answer()).get("code") ?? "");
  expect(status).toBe(200);
  await context.close();
});

test("somebody new makes an account and a workspace, and comes back to what the client asked", async ({
  page,
  person,
  installation,
}) => {
  await person("Ada");
  const client = await registerClient(installation.url, [callback.redirectUri]);
  await visit(page, `/oauth/authorize?${client.query()}`);
  await page.getByRole("link", { name: "Create an account" }).click();
  await page.getByLabel("Your name").fill("Grace");
  await page.getByLabel("Email").fill("grace.new@example.com");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByLabel("Workspace name").fill("Navy");
  await page.getByRole("button", { name: "Create workspace" }).click();
  await expect(page.getByText("Read-only access to Navy, for 90 days.")).toBeVisible();
  await answerConsent(page, callback);
});

test("somebody who is signed in as another person signs in as the right one and comes back", async ({
  person,
  installation,
}) => {
  const ada = await person("Ada");
  const grace = await person("Grace");
  await makeWorkspace(grace, "Navy");
  const { page } = ada;
  const client = await registerClient(installation.url, [callback.redirectUri]);
  await visit(page, `/oauth/authorize?${client.query()}`);
  await expect(page.getByText("You belong to no workspace yet")).toBeVisible();
  await page.getByRole("button", { name: "Not you?" }).click();
  await page.getByLabel("Email").fill(grace.email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByText("Read-only access to Navy, for 90 days.")).toBeVisible();
  await expect(page.getByText(grace.email)).toBeVisible();
});

test("axe finds nothing on the pages of apps, and no page breaks its security policy", async ({
  person,
  installation,
  everything,
}) => {
  const ada = await person("Ada");
  const { page } = ada;
  const found = await violations(page.context());
  const acme = await makeWorkspace(ada, `Acme ${LONG_NAME}`);
  await addServer(ada, acme, { name: `Everything ${LONG_NAME}`, url: everything.url });
  const client = await registerClient(installation.url, [callback.redirectUri]);
  await visit(page, `/oauth/authorize?${client.query()}`);
  await expect(page.getByText("Show the tools")).toBeVisible();
  await expectAccessibleAtAllWidths(page, "consent");
  await page.getByText("Change", { exact: true }).click();
  await page.getByLabel("Name", { exact: true }).fill(`Claude ${LONG_NAME}`);
  await expectAccessibleAtAllWidths(page, "consent with its choices");
  await answerConsent(page, callback);
  await openApps(page);
  await expectAccessibleAtAllWidths(page, "connected apps");
  await visit(page, `/w/${acme.slug}/settings/access`);
  await expectAccessibleAtAllWidths(page, "access");
  const web = await registerClient(installation.url, [WEB]);
  await visit(page, `/oauth/authorize?${web.query({ code_challenge_method: "plain" })}`);
  await expectAccessibleAtAllWidths(page, "a refused request");
  expect(found).toEqual([]);
});

test("only the pages of a sign-in keep the window that opened them", async ({ installation }) => {
  const openerPolicy = async (path: string) =>
    (await fetch(installation.url + path, { redirect: "manual" })).headers.get("cross-origin-opener-policy");
  for (const path of [
    "/oauth/authorize?client_id=x",
    "/sign-in",
    "/sign-in?callbackUrl=%2F",
    "/api/auth/callback/oidc",
  ]) {
    expect(await openerPolicy(path), path).toBe("unsafe-none");
  }
  for (const path of ["/account/apps", "/sign-up", "/sign-in/other", "/oauth/authorize/other", "/"]) {
    expect(await openerPolicy(path), path).not.toBe("unsafe-none");
  }
});
