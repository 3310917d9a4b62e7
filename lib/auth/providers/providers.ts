import { env } from "#lib/env";

/** A sign-in provider, as the sign-in page shows it. */
export type SignInProvider = { id: "oidc" | "github" | "google"; name: string };

/** Returns the providers that the settings configure. */
export function signInProviders(): SignInProvider[] {
  const { OIDC_ISSUER, OIDC_NAME, GITHUB_CLIENT_ID, GOOGLE_CLIENT_ID } = env();
  return [
    ...(OIDC_ISSUER ? [{ id: "oidc", name: OIDC_NAME } as const] : []),
    ...(GITHUB_CLIENT_ID ? [{ id: "github", name: "GitHub" } as const] : []),
    ...(GOOGLE_CLIENT_ID ? [{ id: "google", name: "Google" } as const] : []),
  ];
}
