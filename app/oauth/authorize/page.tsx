import type { Metadata } from "next";
import { currentCaller, currentUser, newcomer, requireCaller } from "#app/caller";
import { lastWorkspace } from "#app/frame-data";
import { connectAppAction, refuseAppAction } from "#app/oauth/authorize/actions";
import { readQuery } from "#app/oauth/authorize/read-query";
import { takeStrangerRequest } from "#app/stranger-requests";
import { AuthFrame } from "#components/frame/auth-frame";
import { ConsentPage } from "#components/oauth/consent-page";
import { NothingToConnect } from "#components/oauth/nothing-to-connect";
import { RefusedRequest } from "#components/oauth/refused-request";
import { ButtonLink } from "#components/ui/button";
import type { Caller } from "#lib/auth/principal";
import { isAppError } from "#lib/errors";
import { keyChoices } from "#lib/keys/settings/choices";
import { findClient } from "#lib/oauth/clients/find-client";
import { findClientForConsent } from "#lib/oauth/clients/find-for-consent";
import {
  type AuthorizationRequest,
  type ReadRequest,
  readAuthorizationRequest,
} from "#lib/oauth/consent/authorization-request";
import { formQuery } from "#lib/oauth/consent/form-query";
import { askingClient, readConsent } from "#lib/oauth/consent/queries";
import { QUERY_MAX } from "#lib/oauth/consent/schema";
import { mayAnswerUnasked } from "#lib/oauth/consent/trusted-answer";
import { OAUTH_PATHS } from "#lib/oauth/protocol/metadata";
import { redirectTarget } from "#lib/oauth/protocol/redirect-uri";
import { allowanceFor } from "#lib/policy/allowance";
import type { PolicyClient } from "#lib/policy/dto";

export const metadata: Metadata = { title: "Connect an app" };

type AuthorizePageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/**
 * The authorization endpoint (RFC 6749, section 3.1). The address is all the state there is, and opening it changes
 * nothing. A stranger signs in first, so that nothing is looked up for strangers; only a client that wants no page at all
 * (`prompt=none`) is answered at once.
 */
export default async function AuthorizePage({ searchParams }: AuthorizePageProps) {
  const parameters = readQuery(await searchParams);
  const caller = wantsNoPage(parameters) ? await currentCaller() : await requireCaller();
  const person = (await currentUser())?.email ?? null;
  const read = await readRequest(parameters, caller);
  if (read.kind === "unanswerable") return <Unanswerable person={person} problem={read.problem} />;
  if (read.kind === "question" && caller && person) {
    return <Question caller={caller} person={person} request={read.request} parameters={parameters} />;
  }
  if (read.kind === "question") throw new Error("Only a request without a page comes without a person.");
  return (
    <RefusedRequest
      client={askingClient(read.client)}
      target={redirectTarget(read.answerTo)}
      person={person}
      problem={read.problem}
      answerTo={read.answerTo}
      goesByItself={mayAnswerUnasked(read.client, read.answerTo)}
    />
  );
}

/** Reads the request of a client, for a stranger only as often as strangers may ask. */
async function readRequest(parameters: URLSearchParams, caller: Caller | null): Promise<ReadRequest> {
  if (parameters.toString().length > QUERY_MAX) {
    const problem = `The address has more than ${QUERY_MAX} characters. Start again from your client.`;
    return { kind: "unanswerable", problem };
  }
  try {
    if (caller) {
      return await readAuthorizationRequest(parameters, (clientId) => findClientForConsent(clientId, caller));
    }
    const stranger = await newcomer();
    await takeStrangerRequest(stranger);
    return await readAuthorizationRequest(parameters, (clientId) => findClient(clientId));
  } catch (error) {
    if (isAppError(error)) return { kind: "unanswerable", problem: error.message };
    throw error;
  }
}

function wantsNoPage(parameters: URLSearchParams): boolean {
  return parameters.getAll("prompt").some((prompt) => prompt.split(" ").includes("none"));
}

function Unanswerable({ person, problem }: { person: string | null; problem: string }) {
  return (
    <AuthFrame title="This app cannot be connected" person={person} description={problem}>
      <ButtonLink href="/">Go to Latchkey</ButtonLink>
    </AuthFrame>
  );
}

/** What policies see of the client, and nothing else that the page would have to send. */
function policyClient({ client: { source, clientId } }: AuthorizationRequest): PolicyClient {
  return { source, clientId };
}

type QuestionProps = { caller: Caller; person: string; request: AuthorizationRequest; parameters: URLSearchParams };

async function Question({ caller, person, request, parameters }: QuestionProps) {
  const [consent, offered, last] = await Promise.all([
    readConsent(caller, request),
    keyChoices(caller),
    lastWorkspace(),
  ]);
  const query = formQuery(parameters, request);
  const returnTo = `${OAUTH_PATHS.authorize}?${parameters}`;
  const shared = { consent, person, returnTo, query, refuseAction: refuseAppAction };
  const choices = { ...offered, client: policyClient(request) };
  const ids = choices.workspaces.map(({ id }) => id);
  const { closed } = allowanceFor(choices.demands, ids, choices.client);
  if (closed.length === ids.length) return <NothingToConnect {...shared} closed={closed} />;
  const isOpen = (id: string) => allowanceFor(choices.demands, [id], choices.client).closed.length === 0;
  const chosen = [last?.id ?? "", ...ids].find((id) => ids.includes(id) && isOpen(id));
  return (
    <ConsentPage
      {...shared}
      choices={choices}
      workspaceIds={chosen === undefined ? [] : [chosen]}
      connectAction={connectAppAction}
    />
  );
}
