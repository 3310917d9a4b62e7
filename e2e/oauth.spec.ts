import type { Browser, Page } from "@playwright/test";
import { answerConsent, openApps } from "#testing/browser/apps";
import { confirmRevocation } from "#testing/browser/keys";
import { addServer } from "#testing/browser/servers";
import { expect, test } from "#testing/browser/test";
import { untilInteractive, visit } from "#testing/browser/visit";
import { type LoopbackCallback, startCallback } from "#testing/clients/loopback-callback";
import { registerClient } from "#testing/clients/oauth-client";
import { signingSdk } from "#testing/clients/sign-in-clients";
import { openSubscription } from "#testing/clients/subscribe";
import { makeWorkspace, PASSWORD, type Person } from "#testing/people/people";

let callback: LoopbackCallback;
test.beforeEach(async () => {
  callback = await startCallback();
});
test.afterEach(() => callback.close());

/** Opens a page in a browser in which nobody is signed in. */
async function strangersPage(browser: Browser, baseURL: string | undefined): Promise<Page> {
  return (await browser.newContext({ baseURL, reducedMotion: "reduce" })).newPage();
}

async function signInHere(page: Page, { email }: Person, password = PASSWORD): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** Connects a client that registered itself, in the person's browser. @returns its access token */
async function connectOne({ page, installation }: Person, redirectUri = callback.redirectUri): Promise<string> {
  const client = await registerClient(installation.url, [redirectUri]);
  await visit(page, `/oauth/authorize?${client.query()}`);
  const answer = await answerConsent(page, callback);
  const { body } = await client.exchange(answer.get("code") ?? "");
  return String(body.access_token);
}

for (const generation of [1, 2] as const) {
  test(`a client of SDK ${generation} signs in, is changed and disconnected, and signs in again`, async ({
    person,
    browser,
    baseURL,
    installation,
    everything,
  }) => {
    const ada = await person("Ada");
    const acme = await makeWorkspace(ada, "Acme");
    await addServer(ada, acme, { name: "Everything", url: everything.url });
    const page = await strangersPage(browser, baseURL);
    const client = signingSdk(generation, `${installation.url}/mcp`, callback.redirectUri);

    await test.step("a wrong password gives nothing, and the right one leads back", async () => {
      await visit(page, (await client.connect()) ?? "");
      await expect(page).toHaveURL(/\/sign-in\?callbackUrl=/);
      await signInHere(page, ada, "wrong");
      await expect(page.getByText("Email and password do not match.")).toBeVisible();
      await signInHere(page, ada);
      await expect(page.getByRole("heading", { name: "“Claude Code” wants to use your MCP servers" })).toBeVisible();
      await expect(page.getByText("Read-only access to Acme, for 90 days.")).toBeVisible();
    });

    await test.step("one click connects it", async () => {
      await client.finish(await answerConsent(page, callback));
      expect(await client.connect()).toBeNull();
      expect(await client.toolNames()).toContain("everything__echo");
    });

    await test.step("it is listed, and changed without connecting it again", async () => {
      await openApps(page);
      const app = page.getByRole("article", { name: "Claude Code" });
      await expect(app.getByText("connected by signing in")).toBeVisible();
      await app.getByRole("button", { name: "Actions for Claude Code" }).click();
      await page.getByRole("menuitem", { name: "Edit" }).click();
      const dialog = page.getByRole("dialog", { name: "Edit Claude Code" });
      await dialog.getByLabel("Name", { exact: true }).fill("My laptop");
      await dialog.getByRole("radio", { name: "Custom" }).check();
      for (const scope of ["Everything read-only", "Call read-only tools", "List and read resources"]) {
        await dialog.getByRole("checkbox", { name: scope }).uncheck();
      }
      await dialog.getByRole("button", { name: "Save changes" }).click();
      await expect(dialog).toBeHidden();
      await expect(page.getByRole("article", { name: "My laptop" }).getByText("Custom access")).toBeVisible();
    });

    await test.step("it is refused once it is disconnected, and connects again as a new one", async () => {
      await page.getByRole("button", { name: "Disconnect My laptop" }).click();
      await confirmRevocation(
        page.getByRole("alertdialog", { name: "Disconnect My laptop?" }),
        "My laptop",
        "Disconnect",
      );
      await expect(page.getByText("No apps yet")).toBeVisible();
      await expect(page.getByRole("heading", { name: "Recently disconnected" })).toBeVisible();
      await client.close();
      await visit(page, (await client.connect()) ?? "");
      await client.finish(await answerConsent(page, callback));
      expect(await client.connect()).toBeNull();
      await client.close();
    });
    await page.context().close();
  });
}

test("who cancels tells the client so, and connects nothing", async ({ person, installation }) => {
  const ada = await person("Ada");
  await makeWorkspace(ada, "Acme");
  const client = await registerClient(installation.url, [callback.redirectUri]);
  await visit(ada.page, `/oauth/authorize?${client.query()}`);
  const answer = await answerConsent(ada.page, callback, "Cancel");
  expect(Object.fromEntries(answer)).toMatchObject({
    error: "access_denied",
    state: "state-1",
    iss: installation.url,
  });
  await openApps(ada.page);
  await expect(ada.page.getByText("No apps yet")).toBeVisible();
});

test("a client that connects again keeps its choices, and takes the place of what it was", async ({
  person,
  installation,
}) => {
  const ada = await person("Ada");
  const { page } = ada;
  await makeWorkspace(ada, "Acme");
  await makeWorkspace(ada, "Labs");
  const client = await registerClient(installation.url, [callback.redirectUri]);
  await visit(page, `/oauth/authorize?${client.query()}`);
  await page.getByLabel("Name", { exact: true }).fill("Desk");
  for (const name of ["Acme", "Labs"])
    await page.getByRole("checkbox", { name, exact: true }).setChecked(name === "Labs");
  await answerConsent(page, callback);

  await visit(page, `/oauth/authorize?${client.query({ scope: "mcp:full" })}`);
  await expect(page.getByText("Connected before:")).toBeVisible();
  await expect(page.getByText("asks for more than it could do before")).toBeVisible();
  await expect(page.getByText("Full access to Labs, for 90 days.")).toBeVisible();
  await answerConsent(page, callback, "Connect again");
  await openApps(page);
  await expect(page.getByRole("article")).toHaveCount(1);
  await expect(page.getByRole("article", { name: "Desk" }).getByText("Full access")).toBeVisible();
});

test("the window that a client on the web opened comes back to it", async ({ person, installation }) => {
  const ada = await person("Ada");
  const { page } = ada;
  await makeWorkspace(ada, "Acme");
  const client = await registerClient(installation.url, [callback.redirectUri]);
  await page.goto(new URL("/client", callback.redirectUri).href);
  const opened = page.waitForEvent("popup");
  const said = page.evaluate((address) => {
    return new Promise<string>((resolve) => {
      window.addEventListener("message", ({ data }) => resolve(String(data)));
      window.open(address, "consent", "popup");
    });
  }, `${installation.url}/oauth/authorize?${client.query()}`);
  const popup = await opened;
  await untilInteractive(popup);
  await popup.getByRole("button", { name: "Connect", exact: true }).click();
  expect(new URLSearchParams(await said).get("state")).toBe("state-1");
});

test("an open stream of an app ends when the app is disconnected", async ({ person, installation }) => {
  const ada = await person("Ada");
  await makeWorkspace(ada, "Acme");
  const token = await connectOne(ada);
  const stream = await openSubscription(`${installation.url}/mcp`, token, { toolsListChanged: true });
  await stream.next();
  await openApps(ada.page);
  await ada.page.getByRole("button", { name: "Disconnect Test client" }).click();
  await confirmRevocation(
    ada.page.getByRole("alertdialog", { name: "Disconnect Test client?" }),
    "Test client",
    "Disconnect",
  );
  for (let message = await stream.next(); message; message = await stream.next());
});

test("the page of an app says what an app is, and people of another workspace do not find it", async ({ person }) => {
  const ada = await person("Ada");
  const bob = await person("Bob");
  const acme = await makeWorkspace(ada, "Acme");
  const own = await makeWorkspace(bob, "Own");
  await connectOne(ada);
  await openApps(ada.page);
  await ada.page.getByRole("link", { name: "Test client" }).click();
  await ada.page.waitForURL(/\/settings\/mcp\/key_/);
  await expect(ada.page.getByRole("heading", { level: 1, name: "Test client" })).toBeVisible();
  await expect(ada.page.getByText("It calls itself that. Nobody has checked it.")).toBeVisible();
  await expect(ada.page.getByRole("button", { name: "Disconnect Test client" })).toBeVisible();
  await expect(ada.page.getByRole("button", { name: /^Rotate/ })).toHaveCount(0);
  await expect(ada.page.getByText("Set-up", { exact: true })).toHaveCount(0);

  const id = new URL(ada.page.url()).pathname.split("/").at(-1);
  for (const slug of [own.slug, acme.slug]) {
    await visit(bob.page, `/w/${slug}/settings/mcp/${id}`);
    await expect(bob.page.getByText("Test client")).toHaveCount(0);
  }
  await openApps(bob.page);
  await expect(bob.page.getByText("No apps yet")).toBeVisible();
});

test("admins see apps beside keys, find them by their client, and take the workspace from them", async ({ person }) => {
  const ada = await person("Ada");
  const { page } = ada;
  const acme = await makeWorkspace(ada, "Acme");
  await connectOne(ada);
  await visit(page, `/w/${acme.slug}/settings/access`);
  await page.getByLabel("Kind").selectOption({ label: "Keys" });
  await expect(page.getByText("Nothing matches")).toBeVisible();
  await page.getByLabel("Kind").selectOption({ label: "Apps" });
  await expect(page.getByRole("row", { name: /Test client/ })).toBeVisible();
  await expect(page.getByText("1 app", { exact: true })).toBeVisible();
  const response = await page.request.get(`/w/${acme.slug}/settings/access/export`);
  expect(await response.text()).toMatch(/"Test client",,,"app",/);
  await page.getByRole("button", { name: /Revoke access of Test client/ }).click();
  const dialog = page.getByRole("alertdialog");
  await expect(dialog.getByText("so the app is disconnected")).toBeVisible();
  await dialog.getByRole("button", { name: "Revoke access" }).click();
  await expect(dialog).toBeHidden();
  await openApps(page);
  await expect(page.getByText("No apps yet")).toBeVisible();
});
