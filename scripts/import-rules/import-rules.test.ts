import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { writeRules } from "#scripts/import-rules/write-rules";

/** Writes `files` into an empty project with our lint rules, and lints it. */
function lint(files: Record<string, string>): string {
  const project = mkdtempSync(join(tmpdir(), "latchkey-lint-"));
  try {
    for (const file of ["biome.json", "package.json"]) cpSync(file, join(project, file));
    writeRules(project);
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(project, file)), { recursive: true });
      writeFileSync(join(project, file), text);
    }
    const biome = resolve("node_modules/@biomejs/biome/bin/biome");
    const options = ["--vcs-enabled=false", "--colors=off", "--max-diagnostics=none"];
    const result = spawnSync(process.execPath, [biome, "lint", ...options, "."], { cwd: project, encoding: "utf8" });
    return result.stdout + result.stderr;
  } finally {
    rmSync(project, { recursive: true });
  }
}

const importing = (specifier: string) => `import { x } from "${specifier}";\n\nexport const y = x;\n`;

const FORBIDDEN = [
  ["lib/keys/life/create-key.ts", "#app/caller"],
  ["lib/keys/life/create-key.ts", "#components/ui/button"],
  ["lib/keys/life/create-key.ts", "#gateway/app"],
  ["lib/keys/life/create-key.ts", "next/navigation"],
  ["lib/keys/life/create-key.ts", "react"],
  ["lib/keys/life/create-key.ts", "hono"],
  ["lib/keys/life/create-key.ts", "next-auth"],
  ["lib/auth/sign-in/session.ts", "next/headers"],
  ["lib/auth/accounts/sign-up.ts", "#lib/keys/access/status"],
  ["lib/audit/record.ts", "#lib/workspaces/dto"],
  ["lib/outbox/enqueue.ts", "#lib/webhooks/dto"],
  ["lib/outgoing/guarded-connect.ts", "#lib/upstreams/dto"],
  ["lib/webhooks/settings/operations.ts", "#lib/keys/access/status"],
  ["lib/audit/record.ts", "#lib/audit-log/dto"],
  ["lib/workspaces/create-workspace.ts", "#lib/audit-log/dto"],
  ["lib/audit-log/queries.ts", "#lib/keys/view/dto"],
  ["lib/bell/bell.ts", "#lib/keys/access/status"],
  ["lib/workspaces/create-workspace.ts", "#lib/members/invite"],
  ["lib/upstreams/settings/create-upstream.ts", "#lib/keys/access/status"],
  ["lib/keys/life/create-key.ts", "#lib/gateway/routes"],
  ["gateway/app.ts", "#app/caller"],
  ["testing/clients/post.ts", "#e2e/key-life.spec"],
  ["lib/keys/life/create-key.ts", "#testing/people/factories"],
  ["gateway/app.ts", "#testing/clients/post"],
  ["app/page.tsx", "#testing/people/factories"],
  ["components/keys/card/key-card.tsx", "#testing/browser/keys"],
  ["server.ts", "#testing/machine/installation"],
  ["lib/keys/access/authenticate.ts", "#lib/keys/view/dto"],
  ["lib/keys/view/dto.ts", "#lib/keys/life/create-key"],
  ["lib/upstreams/dto.ts", "#lib/upstreams/settings/view"],
  ["lib/upstreams/calls/forward.ts", "#lib/upstreams/reading/connect"],
  ["lib/webhooks/delivery/send.ts", "#lib/webhooks/settings/operations"],
  ["lib/usage/queries.ts", "#lib/notices/queries"],
  ["components/keys/facts/key-label.tsx", "#components/keys/card/key-card"],
  ["components/frame/navigation/sidebar.tsx", "#components/frame/app-frame"],
  ["components/upstreams/offers-in-words.tsx", "#components/upstreams/page/server-facts"],
  ["gateway/app.ts", "#components/ui/button"],
  ["gateway/app.ts", "next"],
  ["app/page.tsx", "#gateway/app"],
  ["components/keys/card/key-card.tsx", "#lib/db/client"],
  ["components/keys/card/key-card.tsx", "#lib/keys/life/create-key"],
  ["components/keys/card/key-card.tsx", "#lib/keys/settings/schema"],
  ["components/keys/card/key-card.tsx", "#app/caller"],
  ["components/ui/button.tsx", "#lib/keys/access/status"],
  ["components/ui/button.tsx", "#components/keys/card/key-card"],
  ["lib/keys/life/create-key.ts", "./token.ts"],
  ["lib/keys/life/create-key.ts", "../errors.ts"],
] as const;

/** One project with all the forbidden imports, linted once: each file has one import on each line. */
let forbidden: { files: Record<string, string>; output: string };

beforeAll(() => {
  const files: Record<string, string> = {};
  for (const [file, specifier] of FORBIDDEN) {
    files[file] ??= "";
    const line = lineCount(files[file]) + 1;
    files[file] += `export { x as x${line} } from "${specifier}";\n`;
  }
  forbidden = { files, output: lint(files) };
});

const lineCount = (text: string) => text.split("\n").length - 1;

test.each(FORBIDDEN)("%s may not import %s", (file, specifier) => {
  const lines = forbidden.files[file]?.split("\n") ?? [];
  const line = lines.findIndex((text) => text.includes(`"${specifier}"`)) + 1;
  expect(line).toBeGreaterThan(0);
  expect(forbidden.output).toMatch(
    new RegExp(`^${file.replaceAll(".", "\\.")}:${line}:\\d+ lint/style/noRestrictedImports`, "m"),
  );
});

test("the linter accepts what the design allows", () => {
  const output = lint({
    "lib/keys/life/create-key.ts": importing("#lib/workspaces/authorize"),
    "lib/auth/sign-in/session.ts": importing("next-auth"),
    "gateway/app.ts": importing("#lib/keys/access/authenticate"),
    "app/page.tsx": importing("#lib/keys/lists/own-keys-for-dashboard"),
    "components/keys/card/key-card.tsx": importing("#lib/keys/access/status"),
    "components/keys/key-list.tsx": importing("#components/ui/button"),
    "components/ui/button.tsx": importing("#components/ui/spinner"),
  });
  expect(output).toContain("Checked 10 files");
  expect(output).not.toContain("noRestrictedImports");
});

test("the linter refuses a cycle of imports", () => {
  const output = lint({
    "lib/a.ts": 'import { b } from "#lib/b";\n\nexport const a = () => b;\n',
    "lib/b.ts": 'import { a } from "#lib/a";\n\nexport const b = () => a;\n',
  });
  expect(output).toContain("noImportCycles");
});
