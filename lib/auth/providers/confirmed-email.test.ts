import { expect, test } from "vitest";
import { isEmailConfirmed } from "#lib/auth/providers/confirmed-email";
import { provideTestEnv } from "#testing/databases/use-database";

const OIDC = { OIDC_ISSUER: "https://id.example.com", OIDC_CLIENT_ID: "latchkey", OIDC_CLIENT_SECRET: "secret" };
const PROFILES = [{ email_verified: true }, { email_verified: false }, { email_verified: "true" }, {}, undefined];
const answers = (provider: string) => PROFILES.map((profile) => isEmailConfirmed(provider, profile));

test("an email counts as confirmed when the provider says so, and at GitHub always", () => {
  provideTestEnv(OIDC);
  for (const provider of ["oidc", "google"]) expect(answers(provider)).toEqual([true, false, false, false, false]);
  expect(answers("github")).toEqual([true, true, true, true, true]);
});

test("a trusted OpenID Connect provider may leave it out, and is believed when it denies it", () => {
  provideTestEnv({ ...OIDC, OIDC_TRUST_EMAIL: "true" });
  expect(answers("oidc")).toEqual([true, false, false, true, true]);
  expect(answers("google")).toEqual([true, false, false, false, false]);
});
