import { env } from "#lib/env";

/** What a provider says of a person. */
type Profile = { email_verified?: unknown } | undefined;

/**
 * Says whether a provider has confirmed that the email it names belongs to the person.
 * @param provider the id of the provider
 */
export function isEmailConfirmed(provider: string, profile: Profile): boolean {
  // GitHub's profile has no such field, because GitHub returns confirmed addresses only.
  if (provider === "github") return true;
  const said = profile?.email_verified;
  if (said === true) return true;
  // Some providers of organizations leave the claim out. One that says "no" is always believed.
  return provider === "oidc" && said === undefined && env().OIDC_TRUST_EMAIL;
}
