import type { ProviderRefusal } from "#lib/auth/providers/provider-sign-in";

const SENTENCES: Record<ProviderRefusal, string> = {
  EMAIL_NOT_VERIFIED: "Your provider has not confirmed your email address. Confirm it there, then sign in again.",
  ACCOUNT_DISABLED: "This account is disabled. Ask the operator of this installation.",
  ACCOUNT_EXISTS:
    "Your email has an account with a password. Sign in with it, then connect the provider under Account.",
  NOT_INVITED:
    "The email of your provider has no account here and no open invitation. Invitations end after 7 days and hold only for the email that they name. Ask an admin of your workspace for a new one.",
  SIGN_IN_AGAIN: "You signed in more than an hour ago. Sign out and in again, then connect the provider.",
  TOO_MANY_ACCOUNTS: "Too many accounts were made from your network. Try again in an hour.",
  NOT_SET_UP: "This installation has no account yet. Set it up first.",
};

/**
 * Says why a sign-in through a provider failed.
 * @param code the `error` parameter of the address: a `ProviderRefusal` or a code of next-auth
 */
export function signInRefusalMessage(code: string | undefined): string {
  const entry = Object.entries(SENTENCES).find(([name]) => name === code);
  return entry?.[1] ?? "The sign-in with this provider failed. Try again, or sign in another way.";
}
