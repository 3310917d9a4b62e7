import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createUpstream } from "#lib/upstreams/settings/create-upstream";
import { createUpstreamSchema } from "#lib/upstreams/settings/schema";
import { expectAccessible } from "#testing/browser/accessible";
import { inside, leave } from "#testing/browser/inside";
import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { addWebhook } from "#testing/browser/webhooks";
import { readSecrets, startInstallation } from "#testing/machine/installation";
import { runProgram } from "#testing/machine/run-program";
import { callerOf } from "#testing/people/factories";
import { makePerson, makeWorkspace } from "#testing/people/people";

const WRONG = "Latchkey runs with another ENCRYPTION_KEY than before";

test("admins read what to do about a wrong ENCRYPTION_KEY, until the values are entered again", async ({ browser }) => {
  const installation = await startInstallation();
  const page = await (await browser.newContext({ baseURL: installation.url })).newPage();
  const ada = await makePerson(page, installation, "Ada");
  const acme = await makeWorkspace(ada, "Acme");
  await addWebhook(page, acme.slug, "http://127.0.0.1:9/in");
  const webhookPage = new URL(page.url()).pathname;
  const input = createUpstreamSchema.parse({
    workspace: acme.slug,
    name: "Notes",
    url: "http://127.0.0.1:9/mcp",
    headers: [{ name: "Authorization", value: "Bearer x" }],
  });
  const { id } = await inside(installation, () => createUpstream(callerOf(ada, new Date()), input));
  const settings = `/w/${acme.slug}/settings`;
  const serverPage = `${settings}/servers/${id}`;
  const readiness = async () => (await (await fetch(`${installation.url}/api/ready`)).json()).checks.encryptionKey;
  expect(await readiness()).toBe("ok");

  await leave(installation);
  await installation.stop();
  const secrets = { ...(await readSecrets(installation)), encryptionKey: randomBytes(32).toString("base64") };
  await writeFile(join(installation.dataDir, "secrets.json"), JSON.stringify(secrets));
  await installation.restart();

  await test.step("every page concerned says it once", async () => {
    expect(await readiness()).toBe("wrong");
    for (const path of [`${settings}/servers`, serverPage, `${settings}/webhooks`, webhookPage]) {
      await visit(page, path);
      await expect(page.getByText(WRONG)).toBeVisible();
      await expect(page.getByText("npm run secrets -- accept-key")).toBeVisible();
      await expectAccessible(page, page.url());
    }
  });

  await test.step("no secret is saved", async () => {
    await page.getByRole("button", { name: /More actions/ }).click();
    await page.getByRole("menuitem", { name: "Rotate secret" }).click();
    await page.getByRole("button", { name: "Rotate secret" }).click();
    await expect(page.getByText("it saves no secrets now. Ask its operator to correct it.")).toBeVisible();
  });

  await test.step("after the operator accepted the key, each page says what is lost", async () => {
    const { code, output } = await runProgram(process.execPath, ["scripts/operator/secrets.ts", "accept-key"], {
      DATA_DIR: installation.dataDir,
    });
    expect([code, output]).toEqual([0, expect.stringMatching(/header values are lost: 1\..*\n.*secret is lost: 1\./)]);
    expect(await readiness()).toBe("ok");
    await visit(page, serverPage);
    await expect(page.getByText(WRONG)).toBeHidden();
    await expect(page.getByText("Its header values cannot be decrypted, so calls to it fail")).toBeVisible();
    await expectAccessible(page, page.url());
    await visit(page, `${settings}/servers`);
    await expect(page.getByText("Its header values cannot be decrypted: enter them again.")).toBeVisible();
    await visit(page, `${settings}/webhooks`);
    await expect(page.getByText("Its secret cannot be decrypted: rotate it.")).toBeVisible();
    await visit(page, webhookPage);
    await expect(page.getByText("Its secret cannot be decrypted, so no message is sent")).toBeVisible();
    await expectAccessible(page, page.url());
  });

  await installation.remove();
});
