import { expect, test } from "#testing/browser/test";
import { makeWorkspace, PASSWORD, signIn } from "#testing/people/people";

test("a wrong password is refused with one sentence, and the form keeps the email", async ({ person, page }) => {
  const { email } = await person("Ada");
  await signIn(page, email, "a wrong password");
  await expect(page.getByRole("alert").filter({ hasText: /do not match|wrong|incorrect/i })).toBeVisible();
  await expect(page.getByLabel("Email")).toHaveValue(email);
});

test("after five wrong passwords the right one is refused too", async ({ person, page }) => {
  const { email } = await person("Ada");
  for (let guess = 1; guess <= 5; guess += 1) {
    await signIn(page, email, `guess number ${guess}`);
    await expect(page.getByRole("alert").filter({ hasText: /./ })).toBeVisible();
  }
  await signIn(page, email);
  await expect(page.getByRole("alert").filter({ hasText: /Too many failed attempts.*minutes/ })).toBeVisible();
});

test("signing in leads back to the page that asked for it, and never to another site", async ({ person, page }) => {
  const ada = await person("Ada");
  const { slug } = await makeWorkspace(ada, "Acme");
  await page.goto(`/w/${slug}/settings/members?from=mail`);
  await expect(page).toHaveURL(/\/sign-in\?/);
  await page.getByLabel("Email").fill(ada.email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`/w/${slug}/settings/members\\?from=mail$`));

  await page.context().clearCookies();
  await page.goto("/sign-in?callbackUrl=https://evil.example.com/");
  await page.getByLabel("Email").fill(ada.email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`/w/${slug}$`));
});

test("changing the password ends every other session at its next request", async ({ person, page }) => {
  const ada = await person("Ada");
  const { slug } = await makeWorkspace(ada, "Acme");
  await signIn(page, ada.email);
  await expect(page).toHaveURL(new RegExp(`/w/${slug}$`));

  await ada.page.goto("/account");
  await ada.page.getByLabel("Current password").fill(PASSWORD);
  await ada.page.getByLabel("New password").fill("copper lantern drifts seaward");
  await ada.page.getByRole("button", { name: "Change password" }).click();
  await expect(ada.page.getByText(/password (was|is|has been) changed|Password changed/i).first()).toBeVisible();

  await page.reload();
  await expect(page).toHaveURL(/\/sign-in/);
  await ada.page.reload();
  await expect(ada.page).toHaveURL(/\/account$/);
});

test("scripts and other sites cannot use a session cookie", async ({ person, page }) => {
  await signIn(page, (await person("Ada")).email);
  await page.waitForURL("**/new-workspace");
  const session = (await page.context().cookies()).find((cookie) => cookie.name.includes("session-token"));
  expect(session).toMatchObject({ httpOnly: true, sameSite: "Lax" });
});

test("guesses of a stranger keep out no browser in which the person has signed in before", async ({
  browser,
  person,
  page,
  installation,
}) => {
  const { email } = await person("Ada");
  await signIn(page, email);
  await page.waitForURL("**/new-workspace");
  const device = (await page.context().cookies(`${installation.url}/api/auth/callback/credentials`)).find(
    ({ name }) => name === "latchkey-device",
  );
  expect(device).toMatchObject({ httpOnly: true, sameSite: "Strict" });
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL("**/sign-in");

  const stranger = await (await browser.newContext({ baseURL: installation.url })).newPage();
  for (let guess = 1; guess <= 5; guess += 1) {
    await signIn(stranger, email, `guess number ${guess}`);
    await expect(stranger.getByRole("alert").filter({ hasText: /do not match/ })).toBeVisible();
  }
  await signIn(stranger, email);
  await expect(stranger.getByRole("alert").filter({ hasText: /Too many failed attempts/ })).toBeVisible();
  await stranger.context().close();

  await signIn(page, email);
  await page.waitForURL("**/new-workspace");
});
