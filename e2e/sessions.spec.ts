import { makeApiTokenByForm } from "#testing/browser/api-tokens";
import { withDatabase } from "#testing/browser/database";
import { addKey } from "#testing/browser/keys";
import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { beginSessionOf, makeWorkspace, PASSWORD, signIn } from "#testing/people/people";

test("signing out ends the session on the server, so a copy of its cookie opens nothing", async ({ person, page }) => {
  const ada = await person("Ada");
  await makeWorkspace(ada, "Acme");
  await signIn(page, ada.email);
  await page.waitForURL(/\/w\/acme/);
  const copies = await page.context().cookies();
  await page.getByRole("button", { name: /^Profile:/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await page.context().addCookies(copies);
  await page.goto("/account");
  await expect(page).toHaveURL(/\/sign-in/);
  await ada.page.goto("/account");
  await expect(ada.page).toHaveURL(/\/account$/);
});

test("a session ends 30 days after the sign-in, although the browser got a new cookie", async ({
  person,
  installation,
}) => {
  const { page, id } = await person("Ada");
  const cookieOf = async () => (await page.context().cookies()).find(({ name }) => name.endsWith("session-token"));
  const before = await cookieOf();
  const renewal = await page.request.get("/api/auth/session");
  expect(await renewal.json()).toEqual({ expires: expect.any(String) });
  expect((await cookieOf())?.value).not.toBe(before?.value);
  await withDatabase(installation, (client) =>
    client.query(`UPDATE "Session" SET "expiresAt" = now() WHERE "userId" = $1`, [id]),
  );
  await page.goto("/account");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("the account page lists sessions, and ends them one by one or all others", async ({ person, page }) => {
  const ada = await person("Ada");
  await makeWorkspace(ada, "Acme");
  await signIn(page, ada.email);
  await page.waitForURL(/\/w\/acme/);
  await beginSessionOf(ada, "Safari on iPhone");
  await beginSessionOf(ada, "Firefox on Windows");
  await visit(page, "/account");
  const card = page.getByRole("region", { name: "Sessions" });
  const rows = card.getByRole("listitem").filter({ has: page.getByRole("heading") });
  await expect(rows).toHaveCount(4);
  await expect(rows.first()).toContainText("Chrome on Linux");
  await expect(rows.first()).toContainText("This device");

  await card.getByRole("button", { name: "End the session on Safari on iPhone" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "End session" }).click();
  await expect(rows).toHaveCount(3);
  await expect(rows.filter({ hasText: "Safari on iPhone" })).toHaveCount(0);

  await card.getByRole("button", { name: "End all others" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "End all others" }).click();
  await expect(rows).toHaveCount(1);
  await ada.page.goto("/account");
  await expect(ada.page).toHaveURL(/\/sign-in/);
});

test("a new password ends API tokens unless the person unchecks it, and keys only if the person checks it", async ({
  person,
}) => {
  const ada = await person("Ada");
  const { page } = ada;
  const acme = await makeWorkspace(ada, "Acme");
  await addKey(ada, acme, { name: "Laptop" });
  await makeApiTokenByForm(page, "Script", ["keys:read"]);
  await visit(page, "/account");
  await expect(page.getByRole("checkbox", { name: "Also end my API tokens (1)" })).toBeChecked();
  await expect(page.getByRole("checkbox", { name: "Also revoke my keys (1)" })).not.toBeChecked();
  await page.getByLabel("Current password").fill(PASSWORD);
  await page.getByLabel("New password").fill("copper lantern drifts seaward");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("Password changed. Your other sessions have ended.")).toBeVisible();
  await expect(page.getByRole("checkbox", { name: /API tokens/ })).toHaveCount(0);
  await expect(page.getByRole("checkbox", { name: "Also revoke my keys (1)" })).not.toBeChecked();
  await expect(page.getByRole("button", { name: "Revoke Script" })).toHaveCount(0);
});
