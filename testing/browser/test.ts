import { type BrowserContext, test as base } from "@playwright/test";
import { type Installation, startInstallation } from "#testing/machine/installation";
import { type Person, signUp } from "#testing/people/people";

type Fixtures = {
  /** Makes somebody with an account and a browser of their own. */
  person: (name: string) => Promise<Person>;
};

type WorkerFixtures = {
  /** One Latchkey for all tests of a worker; each test makes people and workspaces of its own. */
  installation: Installation;
};

export const test = base.extend<Fixtures, WorkerFixtures>({
  installation: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the needed fixtures from this pattern.
    async ({}, use) => {
      const installation = await startInstallation({ SIGN_UP: "open" });
      await use(installation);
      await installation.remove();
    },
    { scope: "worker", timeout: 60_000 },
  ],

  baseURL: async ({ installation }, use) => use(installation.url),

  person: async ({ browser, installation }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (name) => {
      const context = await browser.newContext({
        baseURL: installation.url,
        permissions: ["clipboard-read", "clipboard-write"],
        reducedMotion: "reduce",
      });
      contexts.push(context);
      return signUp(await context.newPage(), name);
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
});

export { expect } from "@playwright/test";
