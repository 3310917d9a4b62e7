import { expect, test } from "vitest";
import { env, provideEnv } from "#lib/env";
import { makeLog } from "#lib/log";
import { provideTestEnv } from "#testing/databases/use-database";

test("the secrets of the settings are in no line, in whatever text they stand", () => {
  const lines: string[] = [];
  provideTestEnv({
    LOG_LEVEL: "info",
    METRICS_TOKEN: 'with "quotation" and \\ marks',
    OIDC_ISSUER: "https://id.example.com",
    OIDC_CLIENT_ID: "latchkey",
    OIDC_CLIENT_SECRET: "a(b)*c|d.e?f",
    SMTP_URL: "smtp://latchkey:p%40ss%20word%21@mail.example.com",
  });
  const log = makeLog({ write: (line) => lines.push(line) });
  const { AUTH_SECRET, ENCRYPTION_KEY, METRICS_TOKEN, OIDC_CLIENT_SECRET, SMTP_URL } = env();
  const secrets = [AUTH_SECRET, ENCRYPTION_KEY, METRICS_TOKEN, OIDC_CLIENT_SECRET, "p%40ss%20word%21", "p@ss word!"];
  for (const secret of [...secrets, SMTP_URL]) {
    log.error({ error: new Error(`It holds ${secret} in the middle.`), field: secret }, `said: ${secret}`);
  }
  // The address of the embedded database is known later than the first line.
  provideEnv({ ...env(), DATABASE_URL: "postgresql://latchkey:of-the-database@127.0.0.1:5432/latchkey" });
  log.error("of-the-database");
  const text = lines.map((line) => JSON.stringify(JSON.parse(line))).join("\n");
  for (const secret of [...secrets, "of-the-database"]) {
    expect(text).not.toContain(JSON.stringify(secret).slice(1, -1));
  }
  expect(text).toContain("It holds [redacted secret] in the middle.");
  expect(text).toContain("mail.example.com");
});
