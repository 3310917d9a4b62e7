import type { Browser, Page } from "@playwright/test";
import { expect, test } from "#testing/browser/test";
import { makeWorkspace, PASSWORD, type Person } from "#testing/people/people";

const SECRET = "marble-lantern-orchid";

/** Opens a page of the same person in a browser without JavaScript. */
async function withoutScript(browser: Browser, baseURL: string | undefined, person?: Person): Promise<Page> {
  const storageState = await person?.page.context().storageState();
  return (await browser.newContext({ baseURL, storageState, javaScriptEnabled: false })).newPage();
}

/** Collects the address of every page that the browser asks for. */
function visited(page: Page): string[] {
  const addresses: string[] = [];
  page.on("request", (request) => request.isNavigationRequest() && addresses.push(request.url()));
  return addresses;
}

for (const [path, button] of [
  ["/sign-in", "Sign in"],
  ["/sign-up", "Create account"],
] as const) {
  test(`${path} puts no password into an address when JavaScript is off`, async ({ browser, baseURL, person }) => {
    // Every address leads to set-up while there is no account.
    await person("Ada");
    const page = await withoutScript(browser, baseURL);
    const addresses = visited(page);
    await page.goto(path);
    // This element says that JavaScript is off. Playwright finds no text inside it.
    await expect(page.locator("noscript p")).toBeVisible();
    await page.getByLabel("Email").fill("ada@example.com");
    await page.getByLabel("Password", { exact: true }).fill(SECRET);
    await page.getByRole("button", { name: button, exact: true }).click();
    await expect(page.getByLabel("Email")).toHaveValue("ada@example.com");
    expect(addresses.filter((address) => address.includes(SECRET) || address.includes("?"))).toEqual([]);
    await page.context().close();
  });
}

test("the form of a key puts nothing into an address when JavaScript is off", async ({ browser, baseURL, person }) => {
  const ada = await person("Ada");
  const { slug } = await makeWorkspace(ada, "Acme");
  const page = await withoutScript(browser, baseURL, ada);
  const addresses = visited(page);
  await page.goto(`/w/${slug}/settings/mcp`);
  await page.getByLabel("Key name").fill(SECRET);
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByLabel("Key name")).toHaveValue(SECRET);
  expect(addresses).toEqual([expect.stringMatching(/\/settings\/mcp$/)]);
  await page.context().close();
});

test("forms rename a workspace and refuse a wrong password in place when JavaScript is off", async ({
  browser,
  baseURL,
  person,
}) => {
  const ada = await person("Ada");
  const { slug } = await makeWorkspace(ada, "Acme");
  const page = await withoutScript(browser, baseURL, ada);
  const addresses = visited(page);
  await page.goto(`/w/${slug}/settings/general`);
  await page.getByLabel("Workspace name").fill("Acme Research");
  await page.getByRole("button", { name: "Save name" }).click();
  await expect(page.getByText("Workspace renamed")).toBeVisible();
  await expect(page).toHaveTitle(/Acme Research/);

  await page.goto("/account");
  await page.getByLabel("Current password").fill(SECRET);
  await page.getByLabel("New password").fill(PASSWORD);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("This is not your current password.")).toBeVisible();
  expect(addresses.filter((address) => address.includes("?"))).toEqual([]);
  await page.context().close();
});

test("a form that is sent before the scripts have loaded loses nothing and puts nothing into the address", async ({
  browser,
  baseURL,
  person,
}) => {
  const ada = await person("Ada");
  const context = await browser.newContext({ baseURL });
  const page = await context.newPage();
  const scripts = Promise.withResolvers<void>();
  await page.route("**/_next/static/chunks/**.js", async (route) => {
    await scripts.promise;
    await route.continue();
  });
  const addresses = visited(page);
  await page.goto("/sign-in", { waitUntil: "commit" });
  await page.getByLabel("Email").fill(ada.email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  expect(new URL(page.url()).search).toBe("");
  scripts.resolve();
  await page.waitForURL("**/new-workspace");
  expect(addresses.filter((address) => address.includes("?"))).toEqual([]);
  await context.close();
});
