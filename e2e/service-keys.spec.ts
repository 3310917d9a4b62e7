import { expectAccessible } from "#testing/browser/accessible";
import { closeReveal, revealedToken } from "#testing/browser/keys";
import { addServer } from "#testing/browser/servers";
import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { askerWith, toolNames } from "#testing/clients/gateway-journeys";
import { addMember, makeWorkspace } from "#testing/people/people";

test("a service key keeps working when the admin who made it has left, until another admin revokes it", async ({
  person,
  everything,
  installation,
}) => {
  const [ada, mia] = [await person("Ada"), await person("Mia")];
  const acme = await makeWorkspace(ada, "Acme");
  await addServer(ada, acme, { name: "Everything", url: everything.url });
  await addMember(ada, acme, mia, "admin");
  const path = `/w/${acme.slug}/settings/service-keys`;

  await visit(mia.page, path);
  await expect(mia.page.getByText("No service key in use")).toBeVisible();
  await expectAccessible(mia.page, "the page without a service key");
  await mia.page.getByRole("button", { name: "Create service key" }).click();
  await expect(mia.page.getByText("Name it after what will use it.")).toBeVisible();
  await mia.page.getByLabel("Key name").fill("Nightly report");
  await mia.page.getByRole("button", { name: "Create service key" }).click();
  const token = await revealedToken(mia.page);
  await closeReveal(mia.page);
  const ask = askerWith(token, installation.url);
  expect(await toolNames(ask)).toContain("everything__echo");

  await visit(mia.page, `/w/${acme.slug}/settings/members`);
  await mia.page.getByRole("button", { name: /Mia/ }).last().click();
  await mia.page.getByRole("menuitem", { name: /Leave/ }).click();
  await mia.page.getByRole("alertdialog").getByRole("button", { name: /Leave/ }).click();
  await mia.page.waitForURL((url) => !url.pathname.includes(acme.slug));
  expect(await toolNames(ask)).toContain("everything__echo");

  const { page } = ada;
  await visit(page, `/w/${acme.slug}/settings/access`);
  await expect(
    page.getByRole("region", { name: "Keys and apps that reach Acme" }).getByText("Service", { exact: true }),
  ).toBeVisible();
  await visit(page, path);
  const card = page.getByRole("article", { name: "Nightly report" });
  await expect(card).toContainText(/Created .* by Mia/);
  await card.getByRole("button", { name: "Actions for Nightly report" }).click();
  await page.getByRole("menuitem", { name: "Edit" }).click();
  const form = page.getByRole("dialog", { name: "Edit Nightly report" });
  const preview = form.getByRole("region", { name: "Preview" });
  const before = await toolNames(ask);
  await expect(preview).toContainText(`This key will see ${before.length} tools`);
  await expectAccessible(page, "the form of a service key");
  await form.getByLabel("Key name").fill("Weekly report");
  await form.getByRole("radio", { name: "Full access" }).check();
  await expect(preview).toContainText("can change things");
  await form.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByRole("article", { name: "Weekly report" })).toContainText("Full access");
  expect((await toolNames(ask)).length).toBeGreaterThan(before.length);
  await expectAccessible(page, "the page with a service key");

  await page.getByRole("link", { name: "Weekly report" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Weekly report" })).toBeVisible();
  await expect(page.getByText("Acme (service key)")).toBeVisible();
  await expectAccessible(page, "the page of a service key");
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByRole("dialog").getByRole("radio", { name: "Read-only" }).check();
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText(/It can change things/).first()).toBeVisible();
  expect(await toolNames(ask)).toEqual(before);

  await visit(page, path);
  await page.getByRole("button", { name: "Actions for Weekly report" }).click();
  await page.getByRole("menuitem", { name: "Revoke" }).click();
  const dialog = page.getByRole("alertdialog", { name: "Revoke Weekly report?" });
  await dialog.getByLabel(/^Type /).fill("Weekly report");
  await dialog.getByRole("button", { name: "Revoke key" }).click();
  await expect(page.getByRole("heading", { name: "Ended" })).toBeVisible();
  expect((await ask("tools/list")).status).toBe(401);
});
