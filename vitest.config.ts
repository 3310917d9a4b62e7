import { defineConfig } from "vitest/config";
import { measureSlowness, scaled } from "./testing/machine/slowness.ts";

await measureSlowness();

const TESTS = ["{lib,gateway,scripts,components,app,bench,testing}/**/*.test.{ts,tsx}", "*.test.ts"];
/** Tests that need PostgreSQL or Redis, or that start Latchkey with a database of its own. */
const NEED_A_SERVER = ["**/*.{db,redis}.test.ts", "gateway/faults/**/*.test.ts"];
/** Tests that put something else in the place of a module, which the other tests of a worker would get too. */
const REPLACE_MODULES = ["**/*.mocked.test.{ts,tsx}"];

/** These only end what hangs. A machine that is busy for a while must not fail a test. */
const limits = {
  testTimeout: scaled(240_000),
  hookTimeout: scaled(240_000),
  expect: { poll: { timeout: scaled(90_000) } },
};

export default defineConfig({
  test: {
    // Some tests wait: one more than there are processors keeps both busy.
    maxWorkers: 3,
    globalSetup: ["testing/machine/require-current-client.ts"],
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: TESTS,
          exclude: ["**/node_modules/**", ...NEED_A_SERVER, ...REPLACE_MODULES],
          // The files of a worker share their modules, because loading them takes most of the time.
          isolate: false,
          setupFiles: ["testing/machine/fresh-state.ts"],
          ...limits,
        },
      },
      {
        extends: true,
        test: { name: "mocked", include: REPLACE_MODULES, exclude: ["**/node_modules/**"], ...limits },
      },
      {
        extends: true,
        test: {
          name: "db",
          include: NEED_A_SERVER,
          exclude: ["**/node_modules/**"],
          // Each file has its own process state (settings, pool) as the program has.
          pool: "forks",
          globalSetup: ["testing/databases/global-setup.ts"],
          ...limits,
        },
      },
    ],
  },
});
