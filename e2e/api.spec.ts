import { expectAccessible } from "#testing/browser/accessible";
import { makeApiTokenByForm } from "#testing/browser/api-tokens";
import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { asking } from "#testing/clients/api-client";
import { askerWith } from "#testing/clients/gateway-journeys";
import { ageSession } from "#testing/people/age-session";
import { makeWorkspace, PASSWORD } from "#testing/people/people";

test("a script with an API token creates a key, uses it and revokes it", async ({ person, installation }) => {
  const ada = await person("Ada");
  const { page } = ada;
  await makeWorkspace(ada, "Acme");
  await visit(page, "/account");
  await expect(page.getByText("You have no API tokens.")).toBeVisible();
  await page.getByRole("button", { name: "Create token" }).click();
  const form = page.getByRole("dialog", { name: "Create an API token" });
  await form.getByRole("button", { name: "Create token" }).click();
  await expect(form.getByText("Choose what the token may do.")).toBeVisible();
  await expectAccessible(page, "the form of an API token");
  const token = await makeApiTokenByForm(page, "Terraform", ["keys:read", "keys:write"]);
  await expectAccessible(page, "the account page with a token");

  const api = asking(installation.url, token);
  const made = await api("POST", "/keys", { name: "From a script" });
  expect(made.status).toBe(201);
  const ask = askerWith(String(made.body.token), installation.url);
  expect((await ask("ping")).status).toBe(200);
  expect((await api("DELETE", `/keys/${made.body.id}`)).body).toEqual({ id: made.body.id, deleted: true });
  expect((await ask("ping")).status).toBe(401);

  await page.getByRole("button", { name: "Revoke Terraform" }).click();
  const question = page.getByRole("alertdialog", { name: "Revoke Terraform?" });
  await question.getByRole("button", { name: "Revoke" }).click();
  await expect(question).toBeHidden();
  expect((await api("GET", "/keys")).status).toBe(401);
  expect(installation.output()).not.toContain(token.slice(20, -6));
});

test("creating an API token asks for the password when the last sign-in is long ago", async ({
  person,
  installation,
}) => {
  const ada = await person("Ada");
  const { page } = ada;
  await ageSession(ada, installation);
  await visit(page, "/account");
  await page.getByRole("button", { name: "Create token" }).click();
  const form = page.getByRole("dialog", { name: "Create an API token" });
  await form.getByLabel("Name").fill("Terraform");
  await form.getByRole("checkbox", { name: "keys:write" }).check();
  await form.getByRole("button", { name: "Create token" }).click();
  await expect(form.getByText(/Enter your password to confirm it/)).toBeVisible();
  await expectAccessible(page, "the form of an API token that asks for the password");
  await expect(form.getByRole("checkbox", { name: "keys:write" })).toBeChecked();
  await form.getByLabel("Your password").fill(PASSWORD);
  await form.getByRole("button", { name: "Create token" }).click();
  await expect(page.getByRole("dialog", { name: "Save your API token" })).toBeVisible();
});
