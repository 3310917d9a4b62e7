import type { ProviderRefusal } from "#lib/auth/provider-sign-in";

const SENTENCES: Record<ProviderRefusal, string> = {
  EMAIL_NOT_VERIFIED: "Your provider has not confirmed your email address. Confirm it there, then sign in again.",
  ACCOUNT_DISABLED: "This account is disabled. Ask whoever runs this installation.",
  ACCOUNT_EXISTS:
    "Your email has an account with a password. Sign in with it, then connect the provider under Account.",
  NOT_INVITED: "No account or invitation has this email. Ask an admin of your workspace for an invitation.",
  NOT_SET_UP: "This installation has no account yet. Set it up first.",
};

/**
 * One sentence on why a sign-in through a provider did not work.
 * @param code the `error` of the address: ours, or one of next-auth's
 */
export function signInRefusal(code: string | undefined): string {
  const known = Object.entries(SENTENCES).find(([name]) => name === code);
  return known?.[1] ?? "Signing in with this provider did not work. Try again, or use another way.";
}
