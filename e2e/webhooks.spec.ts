import { expectAccessible } from "#testing/browser/accessible";
import { addKey, revokeKey } from "#testing/browser/keys";
import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { addWebhook, savedSecret } from "#testing/browser/webhooks";
import { scaled } from "#testing/machine/slowness";
import { startReceiver, verified, type WebhookReceiver } from "#testing/machine/webhook-receiver";
import { addMember, makeWorkspace } from "#testing/people/people";

let receiver: WebhookReceiver;
/** What the receiver answers. */
let status: number;

test.beforeEach(async () => {
  status = 204;
  receiver = await startReceiver((response) => response.writeHead(status).end());
});
test.afterEach(() => receiver.stop());

type Message = { type: string; data: { key?: { name: string }; member?: { email: string }; actor: { name: string } } };

test("a receiver gets signed messages about keys and members", async ({ person }) => {
  const [ada, bob] = await Promise.all([person("Ada"), person("Bob")]);
  const acme = await makeWorkspace(ada, "Acme");
  await addMember(ada, acme, bob);
  const secret = await addWebhook(ada.page, acme.slug, `${receiver.url}/in`);
  expect(secret).toMatch(/^whsec_/);
  const told = () => receiver.received.map((message) => verified(message, secret) as Message);

  await test.step("a test arrives at once", async () => {
    await ada.page.getByRole("button", { name: "Send test", exact: true }).click();
    await expect(ada.page.getByText("Delivered (HTTP 204)")).toBeVisible();
    expect(told()).toMatchObject([{ type: "webhook.test", data: { actor: { name: "Ada" } } }]);
  });

  await test.step("so does the life of a key, without its token", async () => {
    const token = await addKey(bob, acme, { name: "Claude" });
    await visit(bob.page, `/w/${acme.slug}/settings/mcp`);
    await revokeKey(bob.page, "Claude");
    await expect.poll(() => told().map(({ type }) => type)).toEqual(["webhook.test", "key.created", "key.revoked"]);
    expect(told()[1]).toMatchObject({ data: { key: { name: "Claude" }, actor: { name: "Bob" } } });
    expect(JSON.stringify(receiver.received)).not.toContain(token);
  });

  await test.step("and the removal of a member", async () => {
    await visit(ada.page, `/w/${acme.slug}/settings/members`);
    await ada.page.getByRole("button", { name: "Actions for Bob" }).click();
    await ada.page.getByRole("menuitem", { name: "Remove" }).click();
    await ada.page.getByRole("alertdialog").getByRole("button", { name: "Remove member" }).click();
    await expect
      .poll(() => told().at(-1))
      .toMatchObject({ type: "member.removed", data: { member: { email: bob.email } } });
  });
});

test("a message that fails is shown, retried, and can be sent again by hand", async ({ person }) => {
  const ada = await person("Ada");
  const { page } = ada;
  const acme = await makeWorkspace(ada, "Acme");
  await addWebhook(page, acme.slug, `${receiver.url}/in`);
  const address = page.url();
  status = 500;

  await test.step("a test that fails says why", async () => {
    await page.getByRole("button", { name: "Send test", exact: true }).click();
    await expect(page.getByRole("alert").getByText("It answered with an error (HTTP 500).")).toBeVisible();
  });

  await test.step("a message that fails says when it is tried again", async () => {
    await addKey(ada, acme, { name: "Claude" });
    await expect.poll(() => receiver.received.length).toBeGreaterThan(1);
    await expect(async () => {
      await visit(page, address);
      await expect(page.getByText("Retrying", { exact: true })).toBeVisible({ timeout: scaled(1_000) });
      // The second attempt comes after five seconds, the third after five minutes.
      await expect(page.getByText(/2 attempts · Next in \d minutes/)).toBeVisible({ timeout: scaled(1_000) });
    }).toPass({ timeout: scaled(30_000) });
    await expect(page.getByText("Failing", { exact: true })).toBeVisible();
    await page.getByText("Message", { exact: true }).first().click();
    await expectAccessible(page, "a webhook with deliveries");
  });

  await test.step("sending it again keeps its id", async () => {
    status = 204;
    await page.getByRole("button", { name: "Send again: key.created" }).click();
    await expect(page.getByText("Delivered", { exact: true })).toBeVisible();
    const ids = receiver.received.map(({ headers }) => headers["webhook-id"]);
    expect(ids).toEqual([ids[0], ids[1], ids[1], ids[1]]);
  });
});

test("an address that is gone disables its webhook, which an admin can correct, enable and remove", async ({
  person,
}) => {
  const ada = await person("Ada");
  const { page } = ada;
  const acme = await makeWorkspace(ada, "Acme");
  await addWebhook(page, acme.slug, `${receiver.url}/in`);
  status = 410;
  await page.getByRole("button", { name: "Send test", exact: true }).click();
  await expect(page.getByText(/its receiver answered that it accepts no more messages/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Send test", exact: true })).toBeHidden();

  await page.getByRole("button", { name: "Edit" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("URL").fill("nowhere");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByText("Begin with https:// or http://.")).toBeVisible();
  await expectAccessible(page, "the form of a webhook");
  await dialog.getByLabel("URL").fill(`${receiver.url}/other`);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();

  status = 204;
  await page.getByRole("button", { name: "Notices, 1 unread" }).click();
  const notices = page.getByRole("dialog", { name: "Notices" });
  await expect(notices.getByRole("heading", { name: /The webhook 127\.0\.0\.1:\d+ was disabled/ })).toBeVisible();
  await expectAccessible(page, "the notice of a webhook");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Enable" }).click();
  await page.getByRole("button", { name: "Send test", exact: true }).click();
  await expect(page.getByText("Delivered (HTTP 204)")).toBeVisible();
  expect(receiver.received.at(-1)?.path).toBe("/other");

  await page.getByRole("button", { name: /More actions/ }).click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove webhook" }).click();
  await expect(page.getByText("No webhooks yet")).toBeVisible();
  await expectAccessible(page, "a workspace without webhooks");
});

test("a rotated secret and the old one both sign messages for a day", async ({ person }) => {
  const ada = await person("Ada");
  const { page } = ada;
  const acme = await makeWorkspace(ada, "Acme");
  const first = await addWebhook(page, acme.slug, `${receiver.url}/in`);
  await page.getByRole("button", { name: /More actions/ }).click();
  await page.getByRole("menuitem", { name: "Rotate secret" }).click();
  await expect(page.getByText(/Messages carry both signatures until/)).toBeVisible();
  await expectAccessible(page, "the question before a secret is rotated");
  await page.getByRole("button", { name: "Rotate secret" }).click();
  const second = await savedSecret(page);
  expect(second).not.toBe(first);
  await expect(page.getByText(/Ends in (23 hours|1 day)/)).toBeVisible();
  await page.getByRole("button", { name: "Send test", exact: true }).click();
  await expect(page.getByText("Delivered (HTTP 204)")).toBeVisible();
  const [message] = receiver.received;
  for (const secret of [first, second]) expect(message && verified(message, secret)).toBeTruthy();
});

test("a member sees no webhooks", async ({ person }) => {
  const [ada, bob] = await Promise.all([person("Ada"), person("Bob")]);
  const acme = await makeWorkspace(ada, "Acme");
  await addMember(ada, acme, bob);
  await visit(bob.page, `/w/${acme.slug}`);
  await expect(bob.page.getByRole("link", { name: "MCP keys" })).toBeVisible();
  await expect(bob.page.getByRole("link", { name: "Webhooks" })).toHaveCount(0);
  const answer = await bob.page.goto(`/w/${acme.slug}/settings/webhooks`);
  expect(answer?.status()).toBe(404);
});
