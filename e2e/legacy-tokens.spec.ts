import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { hashToken } from "#lib/secrets/token";
import { expectAccessible } from "#testing/browser/accessible";
import { confirmRevocation } from "#testing/browser/keys";
import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { askerWith } from "#testing/clients/gateway-journeys";
import type { Installation } from "#testing/machine/installation";
import { scaled } from "#testing/machine/slowness";
import { makeWorkspace } from "#testing/people/people";

const run = promisify(execFile);

/** Runs the command beside the running installation, as an operator does. */
async function importFile({ dataDir }: Installation, content: string) {
  const folder = await mkdtemp(join(tmpdir(), "latchkey-legacy-"));
  const file = join(folder, "tokens.csv");
  await writeFile(file, content);
  const { PATH, HOME } = process.env;
  const env = { NODE_ENV: "production" as const, PATH, HOME, DATA_DIR: dataDir };
  try {
    const { stdout, stderr } = await run(process.execPath, ["scripts/operator/import-legacy.ts", file], { env });
    return { code: 0, said: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, said: stdout + stderr };
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("a token of another system works once it is imported, is listed apart, and can be revoked", async ({
  person,
  installation,
}) => {
  const ada = await person("Ada");
  const { page } = ada;
  const { slug } = await makeWorkspace(ada, "Acme");
  const token = `old:${randomBytes(16).toString("hex")}`;
  const line = `${ada.email},Old laptop,${hashToken(token)}`;

  const wrong = await importFile(installation, `email,name,sha256\n${line}\n${ada.email},Oops,${token}\n`);
  expect(wrong).toMatchObject({ code: 1, said: expect.stringMatching(/Nothing was imported.*Line 3: /s) });
  expect(wrong.said).not.toContain(token);
  expect(await importFile(installation, `${line}\n`)).toMatchObject({
    code: 0,
    said: expect.stringContaining("1 token imported."),
  });

  const ask = askerWith(token, installation.url);
  // A gateway remembers for half a minute that there are no legacy tokens.
  await expect(async () => expect((await ask("ping")).status).toBe(200)).toPass({ timeout: scaled(60_000) });

  await visit(page, `/w/${slug}/settings/mcp`);
  const section = page.getByRole("region", { name: "Legacy token" });
  await expect(section).toContainText("Replace legacy tokens");
  await expect(section.getByRole("listitem").filter({ hasText: "Old laptop" })).toBeVisible();
  await expectAccessible(page, "the keys with a legacy token");
  await section.getByRole("button", { name: "Revoke Old laptop" }).click();
  await confirmRevocation(page.getByRole("alertdialog", { name: "Revoke Old laptop?" }), "Old laptop");
  await expect(section).toBeHidden();
  expect((await ask("ping")).status).toBe(401);
  expect(installation.output()).not.toContain(token);
});
