import type { Locator } from "@playwright/test";
import { expectAccessible } from "#testing/browser/accessible";
import { closeReveal, makeKey } from "#testing/browser/keys";
import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { ageSession } from "#testing/people/age-session";
import { addMember, invite, makeWorkspace, PASSWORD } from "#testing/people/people";

/** The server has asked for the password: the field has the focus. It is filled in and sent with the keyboard. */
async function proveByKeyboard(form: Locator): Promise<void> {
  const password = form.getByLabel("Your password");
  await expect(form.getByText(/Enter your password to confirm it/)).toBeVisible();
  await expect(password).toBeFocused();
  await password.page().keyboard.type(PASSWORD);
  await password.page().keyboard.press("Enter");
}

test("two hours after the sign-in, lasting power needs the password, and what was typed stays", async ({
  person,
  installation,
}) => {
  const [ada, mia] = [await person("Ada"), await person("Mia")];
  const { page } = ada;
  const acme = await makeWorkspace(ada, "Acme");
  await addMember(ada, acme, mia);
  await makeKey(page, acme.slug, { name: "Laptop" });
  await ageSession(ada, installation);

  await test.step("an ordinary key never asks", async () => {
    await makeKey(page, acme.slug, { name: "Ordinary" });
  });

  await test.step("a new key with full access asks", async () => {
    await page.getByLabel("Key name").fill("Powerful");
    await page.getByRole("radio", { name: "Full access" }).check();
    await page.getByRole("button", { name: "Create key" }).click();
    const form = page.getByRole("main");
    await expect(form.getByLabel("Your password")).toBeVisible();
    await expectAccessible(page, "the form of a key that asks for the password");
    await expect(page.getByLabel("Key name")).toHaveValue("Powerful");
    await proveByKeyboard(form);
    await closeReveal(page);
    await expect(page.getByRole("article", { name: "Powerful" })).toContainText("Full access");
  });

  await test.step("a rotation that prolongs asks", async () => {
    await page.getByRole("button", { name: "Actions for Laptop" }).click();
    await page.getByRole("menuitem", { name: "Rotate" }).click();
    const dialog = page.getByRole("dialog", { name: "Rotate Laptop?" });
    await dialog.getByLabel("New key expires").selectOption({ label: "Never" });
    await dialog.getByRole("button", { name: "Rotate key" }).click();
    await proveByKeyboard(dialog);
    await closeReveal(page);
  });

  await test.step("a new service key that never expires asks", async () => {
    await visit(page, `/w/${acme.slug}/settings/service-keys`);
    await page.getByLabel("Key name").fill("Nightly report");
    await page.getByLabel("Expires").selectOption({ label: "Never" });
    await page.getByRole("button", { name: "Create service key" }).click();
    await proveByKeyboard(page.getByRole("main"));
    await closeReveal(page);
  });

  await test.step("an invitation of an admin asks", async () => {
    await visit(page, `/w/${acme.slug}/settings/members`);
    await page.getByLabel("Email").fill("eve@example.com");
    await page.getByLabel("Role").selectOption({ label: "Admin" });
    await page.getByRole("button", { name: "Create invitation" }).click();
    await expect(page.getByLabel("Your password")).toBeVisible();
    await expectAccessible(page, "the form of an invitation that asks for the password");
    await expect(page.getByLabel("Role")).toHaveValue("admin");
    await proveByKeyboard(page.getByRole("main"));
    await expect(page.getByText(/\/invite\/[\w-]{43}/)).toBeVisible();
  });

  await test.step("a higher role asks", async () => {
    await page.getByRole("button", { name: "Actions for Mia" }).click();
    await page.getByRole("menuitem", { name: "Change role" }).click();
    const dialog = page.getByRole("dialog", { name: "Change Mia's role" });
    await dialog.getByRole("radio", { name: "Admin" }).check();
    await dialog.getByRole("button", { name: "Change role" }).click();
    await expect(dialog.getByLabel("Your password")).toBeVisible();
    await expectAccessible(page, "the dialog of a role that asks for the password");
    await expect(dialog.getByRole("radio", { name: "Admin" })).toBeChecked();
    await proveByKeyboard(dialog);
    await expect(page.getByRole("row", { name: /Mia/ })).toContainText("Admin");
  });
});

test("a demotion and a removal say which invitations end, and their links stop working", async ({ person }) => {
  const [ada, mia, guest] = [await person("Ada"), await person("Mia"), await person("Guest")];
  const { page } = ada;
  const acme = await makeWorkspace(ada, "Acme");
  await addMember(ada, acme, mia, "owner");
  await invite(mia, acme, "owner@example.com", "owner");
  const link = await invite(mia, acme, guest.email);
  await visit(page, `/w/${acme.slug}/settings/members`);

  await page.getByRole("button", { name: "Actions for Mia" }).click();
  await page.getByRole("menuitem", { name: "Change role" }).click();
  const role = page.getByRole("dialog", { name: "Change Mia's role" });
  await role.getByRole("radio", { name: "Member" }).check();
  await expect(role.getByRole("status")).toHaveText("2 pending invitations that they sent are revoked.");
  await role.getByRole("radio", { name: "Admin" }).check();
  await expect(role.getByRole("status")).toHaveText("1 pending invitation that they sent is revoked.");
  await expectAccessible(page, "the dialog of a role that ends invitations");
  await role.getByRole("button", { name: "Change role" }).click();
  await expect(role).toBeHidden();
  await expect(page.getByText("owner@example.com")).toBeHidden();
  await expect(page.getByText(guest.email)).toBeVisible();

  await page.getByRole("button", { name: "Actions for Mia" }).click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  const removal = page.getByRole("alertdialog", { name: "Remove Mia?" });
  await expect(removal).toContainText("1 pending invitation that they sent is revoked.");
  await expect(removal).toContainText("Service keys and webhooks belong to the workspace and stay.");
  await expectAccessible(page, "the dialog of a removal that ends invitations");
  await removal.getByRole("button", { name: "Remove member" }).click();
  // Behind an open dialog nothing has a role, so what follows would be true too early.
  await expect(removal).toBeHidden();
  await expect(page.getByRole("row", { name: /Mia/ })).toBeHidden();
  await expect(page.getByRole("heading", { name: "Pending invitations" })).toBeHidden();

  await visit(guest.page, link);
  await expect(guest.page.getByRole("heading", { name: "This invitation cannot be accepted" })).toBeVisible();
});
