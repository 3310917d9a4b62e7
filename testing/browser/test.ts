import { type BrowserContext, test as base } from "@playwright/test";
import { leave } from "#testing/browser/inside";
import { type Installation, startInstallation } from "#testing/machine/installation";
import { scaled } from "#testing/machine/slowness";
import { makePerson, type Person } from "#testing/people/people";
import {
  type RunningMcpServer,
  type RunningServer,
  startEverythingServer,
  startModernServer,
} from "#testing/servers/mcp-servers";

type Fixtures = {
  /** Makes somebody with an account, and a browser of their own in which they are signed in. */
  person: (name: string) => Promise<Person>;
};

type WorkerFixtures = {
  /** One Latchkey for all tests of a worker; each test makes people and workspaces of its own. */
  installation: Installation;
  /** An MCP server that is not our own: the reference server `everything`. */
  everything: RunningServer;
  /** A server of ours with tools of every class. */
  notebook: RunningMcpServer;
};

/**
 * The one `test` of all journeys: a worker that changes to another one starts again, with another Latchkey and another
 * browser. What a journey does not name is not started.
 */
export const test = base.extend<Fixtures, WorkerFixtures>({
  installation: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the needed fixtures from this pattern.
    async ({}, use) => {
      const installation = await startInstallation({ SIGN_UP: "open" });
      await use(installation);
      await leave(installation);
      await installation.remove();
    },
    { scope: "worker", timeout: scaled(60_000) },
  ],

  everything: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the needed fixtures from this pattern.
    async ({}, use) => {
      const server = await startEverythingServer();
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: scaled(30_000) },
  ],

  notebook: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the needed fixtures from this pattern.
    async ({}, use) => {
      const server = await startModernServer();
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
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
      return makePerson(await context.newPage(), installation, name);
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
});

export { expect } from "@playwright/test";
