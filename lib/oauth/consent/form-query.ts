import { AppError } from "#lib/errors";
import type { AuthorizationRequest } from "#lib/oauth/consent/authorization-request";

const REDIRECT_URI = "redirect_uri";

/**
 * Makes the query that a form sends back. It names the address that the page shows, also where the client left it out.
 * Otherwise a client could register another address between the page and the form, and get the answer there.
 */
export function formQuery(parameters: URLSearchParams, { redirectUri }: AuthorizationRequest): string {
  const query = new URLSearchParams(parameters);
  query.set(REDIRECT_URI, redirectUri);
  return query.toString();
}

/**
 * Reads the query that a form sent.
 * @throws AppError CONFLICT when it does not come from `formQuery`
 */
export function readFormQuery(query: string): URLSearchParams {
  const parameters = new URLSearchParams(query);
  if (parameters.has(REDIRECT_URI)) return parameters;
  throw new AppError("CONFLICT", "The form does not say where the answer goes. Reload the page and try again.");
}
