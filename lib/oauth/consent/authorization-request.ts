import { env } from "#lib/env";
import type { Scope } from "#lib/keys/access/scopes";
import type { KnownClient } from "#lib/oauth/clients/client";
import { DocumentError } from "#lib/oauth/clients/read-document";
import { answerAddress } from "#lib/oauth/consent/answer-address";
import { OAuthError } from "#lib/oauth/protocol/oauth-error";
import { isChallenge } from "#lib/oauth/protocol/pkce";
import { isRegistered } from "#lib/oauth/protocol/redirect-uri";
import { requireOwnResource } from "#lib/oauth/protocol/resource";
import { wantedScopes } from "#lib/oauth/protocol/wanted-scopes";

/** A client asks for access, and everything about the question is in order. */
export type AuthorizationRequest = {
  client: KnownClient;
  redirectUri: string;
  /** Returned to the client as it is; null when it sent none. */
  state: string | null;
  /** The challenge of PKCE with the method S256. */
  challenge: string;
  /** What the client asks for. The person may give more or less. */
  scopes: Scope[];
};

/** What becomes of a request for access. */
export type ReadRequest =
  | { kind: "question"; request: AuthorizationRequest }
  /** Nobody may be sent anywhere, because the client or the address is not good. */
  | { kind: "unanswerable"; problem: string }
  /** The client is at fault, and learns it at its own address. */
  | { kind: "refused"; problem: string; answerTo: string; client: KnownClient };

/** The longest parameters, in characters. A state of real clients has some hundred. */
const STATE_MAX = 4_096;

const START_AGAIN = "Start again from your client.";

/**
 * Reads a request for access from the address of the page (RFC 6749, section 4.1.1). The address is all the state there is.
 * Nothing leads anywhere before the client and its address are good.
 * @param find finds the client. For a stranger it must fetch nothing.
 */
export async function readAuthorizationRequest(
  parameters: URLSearchParams,
  find: (clientId: string) => Promise<KnownClient | null>,
): Promise<ReadRequest> {
  const single = (name: string) => {
    const values = parameters.getAll(name);
    return values.length === 1 && values[0] !== "" ? (values[0] ?? null) : null;
  };
  const unanswerable = (problem: string): ReadRequest => ({ kind: "unanswerable", problem });

  const clientId = single("client_id");
  if (clientId === null) return unanswerable(`The address names no client, or more than one. ${START_AGAIN}`);
  const client = await findOrProblem(() => find(clientId));
  if (client instanceof DocumentError) {
    return unanswerable(`This client is described by a document, which ${client.message}. Try again, or use a key.`);
  }
  if (!client) {
    return unanswerable(
      "This installation of Latchkey does not know the client. Remove the server in your client, add it again, and sign in.",
    );
  }
  if (client.isBlocked) return unanswerable("An admin of this installation has blocked this client.");
  const redirectUri = redirectUriOf(parameters, client);
  if (redirectUri === null) {
    return unanswerable(
      "The client wants the answer at an address that it did not register, so it is not sent. Update the client, or remove the server there and add it again.",
    );
  }
  const state = single("state");
  const refused = (error: OAuthError): ReadRequest => {
    const answerTo = answerAddress(redirectUri, { error: error.code, error_description: error.message, state });
    return { kind: "refused", problem: error.message, answerTo, client };
  };
  try {
    const challenge = requireProperRequest(parameters, single);
    const scopes = wantedScopes(parameters.getAll("scope").join(" "));
    return { kind: "question", request: { client, redirectUri, state, challenge, scopes } };
  } catch (error) {
    if (error instanceof OAuthError) return refused(error);
    throw error;
  }
}

/** Finds the client, or returns why its document cannot be used. */
async function findOrProblem(find: () => Promise<KnownClient | null>): Promise<KnownClient | DocumentError | null> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof DocumentError) return error;
    throw error;
  }
}

/** A client with one registered address may leave it out (RFC 6749, section 3.1.2.3). */
function redirectUriOf(parameters: URLSearchParams, { redirectUris }: KnownClient): string | null {
  const given = parameters.getAll("redirect_uri");
  if (given.length > 1) return null;
  const [asked] = given.length === 1 ? given : redirectUris;
  if (asked === undefined || (given.length === 0 && redirectUris.length > 1)) return null;
  return isRegistered(asked, redirectUris) ? asked : null;
}

/** @returns the challenge @throws OAuthError for a request that breaks a rule */
function requireProperRequest(parameters: URLSearchParams, single: (name: string) => string | null): string {
  for (const name of ["response_type", "state", "code_challenge", "code_challenge_method", "prompt"]) {
    if (parameters.getAll(name).length > 1) throw new OAuthError("invalid_request", `${name} stands there twice.`);
  }
  if (single("response_type") !== "code") {
    throw new OAuthError("unsupported_response_type", "response_type must be code.");
  }
  if ((single("state")?.length ?? 0) > STATE_MAX) {
    throw new OAuthError("invalid_request", `state may have at most ${STATE_MAX} characters.`);
  }
  const challenge = single("code_challenge");
  if (challenge === null || single("code_challenge_method") !== "S256" || !isChallenge(challenge)) {
    throw new OAuthError("invalid_request", "PKCE is required: send code_challenge with code_challenge_method=S256.");
  }
  requireOwnResource(parameters.getAll("resource"), env().PUBLIC_URL);
  if (single("prompt")?.split(" ").includes("none")) {
    throw new OAuthError("interaction_required", "A person has to agree on a page of Latchkey.");
  }
  return challenge;
}
