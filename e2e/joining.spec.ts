import { randomUUID } from "node:crypto";
import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { PASSWORD } from "#testing/people/people";

test("somebody signs up, creates a workspace and invites a colleague, who joins it", async ({ page, person }) => {
  await test.step("the sign-up form makes an account and signs it in", async () => {
    await person("Carol");
    await visit(page, "/sign-up");
    await page.getByLabel("Your name").fill("Ada");
    await page.getByLabel("Email").fill(`ada.${randomUUID().slice(0, 8)}@example.com`);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Create account" }).click();
    await page.waitForURL("**/new-workspace");
  });

  await test.step("the form of a workspace creates it and leads into it", async () => {
    await visit(page, "/new-workspace");
    await page.getByLabel("Workspace name").fill("Analytical Engines");
    await page.getByRole("button", { name: "Create workspace" }).click();
    await page.waitForURL(/\/w\/analytical-engines[^/]*$/);
  });

  const workspace = new URL(page.url()).pathname;
  const grace = await person("Grace");
  const link = await test.step("the form of an invitation shows its link", async () => {
    await visit(page, `${workspace}/settings/members`);
    await page.getByLabel("Email").fill(grace.email);
    await page.getByLabel("Role").selectOption({ label: "Admin" });
    await page.getByRole("button", { name: "Create invitation" }).click();
    const shown = page.getByText(/\/invite\/[\w-]{43}/).first();
    return (await shown.textContent())?.trim() ?? "";
  });

  await test.step("the link lets the colleague join", async () => {
    await visit(grace.page, link);
    await grace.page.getByRole("button", { name: /Join/ }).click();
    await grace.page.waitForURL(`**${workspace}`);
    await visit(page, `${workspace}/settings/members`);
    await expect(page.getByRole("row", { name: /Grace/ })).toContainText("Admin");
  });
});
