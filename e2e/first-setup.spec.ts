import { expect, test } from "#testing/browser/test";
import { startInstallation } from "#testing/machine/installation";
import { PASSWORD, signIn } from "#testing/people/people";

test("the first visitor sets up the first account, and after that nobody else can", async ({ browser }) => {
  const installation = await startInstallation();
  const context = await browser.newContext({ baseURL: installation.url });
  const page = await context.newPage();

  await test.step("every address leads to set-up while there is no user", async () => {
    await page.goto("/");
    await expect(page).toHaveURL(/\/setup$/);
  });

  await test.step("bad input is named in place and nothing typed is lost", async () => {
    await page.getByLabel("Your name").fill("Ada Lovelace");
    await page.getByLabel("Email").fill("ada@example.com");
    await page.getByLabel("Password").fill("password1234");
    await page.getByLabel("Workspace name").fill("Acme");
    await page.getByRole("button", { name: "Create account" }).click();
    await expect(page.getByLabel("Password")).toHaveAccessibleDescription(/easy to guess/);
    await expect(page.getByLabel("Password")).toBeFocused();
    await expect(page.getByLabel("Your name")).toHaveValue("Ada Lovelace");
    await expect(page.getByLabel("Workspace name")).toHaveValue("Acme");
  });

  await test.step("good input leads into the workspace, signed in", async () => {
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Create account" }).click();
    await expect(page).toHaveURL(/\/w\/acme$/);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Acme");
  });

  await test.step("set-up is gone, and sign-up stays closed", async () => {
    expect((await page.request.get("/setup")).status()).toBe(404);
    expect((await page.request.get("/sign-up")).status()).toBe(404);
  });

  await test.step("sign out, and in again", async () => {
    await page.getByRole("button", { name: /Ada Lovelace/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await expect(page).toHaveURL(/\/sign-in/);
    await page.goto("/w/acme");
    await expect(page).toHaveURL(/\/sign-in/);
    await signIn(page, "ada@example.com");
    await expect(page).toHaveURL(/\/w\/acme$/);
  });

  await context.close();
  await installation.remove();
});
