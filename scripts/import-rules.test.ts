import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

let project: string;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "latchkey-lint-"));
  for (const file of ["biome.json", "package.json"]) cpSync(file, join(project, file));
});

afterEach(() => rmSync(project, { recursive: true }));

/** Writes `files` into an empty project with our lint rules, and lints it. */
function lint(files: Record<string, string>): string {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project, file)), { recursive: true });
    writeFileSync(join(project, file), text);
  }
  const biome = resolve("node_modules/@biomejs/biome/bin/biome");
  const options = ["--vcs-enabled=false", "--colors=off", "--max-diagnostics=none"];
  const result = spawnSync(process.execPath, [biome, "lint", ...options, "."], { cwd: project, encoding: "utf8" });
  return result.stdout + result.stderr;
}

const importing = (specifier: string) => `import { x } from "${specifier}";\n\nexport const y = x;\n`;

test.each([
  ["lib/keys/operations.ts", "#app/caller"],
  ["lib/keys/operations.ts", "#components/ui/button"],
  ["lib/keys/operations.ts", "#gateway/app"],
  ["lib/keys/operations.ts", "next/navigation"],
  ["lib/keys/operations.ts", "react"],
  ["lib/keys/operations.ts", "hono"],
  ["lib/keys/operations.ts", "next-auth"],
  ["lib/auth/session.ts", "next/headers"],
  ["lib/auth/operations.ts", "#lib/keys/status"],
  ["lib/audit/record.ts", "#lib/workspaces/dto"],
  ["lib/outbox/enqueue.ts", "#lib/webhooks/dto"],
  ["lib/outgoing/guarded-connect.ts", "#lib/upstreams/dto"],
  ["lib/webhooks/operations.ts", "#lib/keys/status"],
  ["lib/audit/record.ts", "#lib/audit-log/dto"],
  ["lib/workspaces/operations.ts", "#lib/audit-log/dto"],
  ["lib/audit-log/queries.ts", "#lib/keys/dto"],
  ["lib/bell/bell.ts", "#lib/keys/status"],
  ["lib/workspaces/operations.ts", "#lib/members/operations"],
  ["lib/upstreams/operations.ts", "#lib/keys/status"],
  ["lib/keys/operations.ts", "#lib/gateway/routes"],
  ["gateway/app.ts", "#app/caller"],
  ["gateway/testing/post.ts", "#e2e/support/people"],
  ["lib/testing/factories.ts", "#e2e/support/people"],
  ["gateway/app.ts", "#components/ui/button"],
  ["gateway/app.ts", "next"],
  ["app/page.tsx", "#gateway/app"],
  ["components/keys/key-card.tsx", "#lib/db/client"],
  ["components/keys/key-card.tsx", "#lib/keys/operations"],
  ["components/keys/key-card.tsx", "#lib/keys/schema"],
  ["components/keys/key-card.tsx", "#app/caller"],
  ["components/ui/button.tsx", "#lib/keys/status"],
  ["components/ui/button.tsx", "#components/keys/key-card"],
  ["lib/keys/operations.ts", "./token.ts"],
  ["lib/keys/operations.ts", "../errors.ts"],
])("%s may not import %s", (file, specifier) => {
  expect(lint({ [file]: importing(specifier) })).toContain("noRestrictedImports");
});

test("what the design allows is allowed", () => {
  const output = lint({
    "lib/keys/operations.ts": importing("#lib/workspaces/authorize"),
    "lib/auth/session.ts": importing("next-auth"),
    "gateway/app.ts": importing("#lib/keys/authenticate"),
    "app/page.tsx": importing("#lib/keys/queries"),
    "components/keys/key-card.tsx": importing("#lib/keys/status"),
    "components/keys/key-list.tsx": importing("#components/ui/button"),
    "components/ui/button.tsx": importing("#components/ui/spinner"),
  });
  expect(output).toContain("Checked 9 files");
  expect(output).not.toContain("noRestrictedImports");
});

test("a cycle of imports is refused", () => {
  const output = lint({
    "lib/a.ts": 'import { b } from "#lib/b";\n\nexport const a = () => b;\n',
    "lib/b.ts": 'import { a } from "#lib/a";\n\nexport const b = () => a;\n',
  });
  expect(output).toContain("noImportCycles");
});
