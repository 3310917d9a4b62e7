import { actorOf } from "#lib/audit/record";
import { hasProvenIdentity } from "#lib/auth/passwords/proof";
import type { Caller } from "#lib/auth/principal";
import type { Transaction } from "#lib/db/client";
import { inTransaction } from "#lib/db/in-transaction";
import { AppError, notFound } from "#lib/errors";
import { newId } from "#lib/ids";
import { insertOwnKey } from "#lib/keys/life/insert-own-key";
import { lockOwner } from "#lib/keys/settings/lock-owner";
import { findClientForConsent } from "#lib/oauth/clients/find-for-consent";
import { storeClient } from "#lib/oauth/clients/store-client";
import { answerAddress } from "#lib/oauth/consent/answer-address";
import { type AuthorizationRequest, readAuthorizationRequest } from "#lib/oauth/consent/authorization-request";
import { distinctName } from "#lib/oauth/consent/distinct-name";
import type { ConsentAnswer } from "#lib/oauth/consent/dto";
import { readFormQuery } from "#lib/oauth/consent/form-query";
import type { ConnectAppInput, RefuseAppInput } from "#lib/oauth/consent/schema";
import { endApp } from "#lib/oauth/tokens/end-app";
import { CODE_MS } from "#lib/oauth/tokens/lifetimes";
import { lockApp } from "#lib/oauth/tokens/lock-app";
import { CODE_PREFIX, generateToken, hashToken } from "#lib/secrets/token";

/** What the screens show as the reason when an app takes the place of an earlier one of the same installation. */
const CONNECTED_AGAIN = "Connected again";

/**
 * Connects an app: the caller agrees to what a client asked for, within what they may give. The app is a key, so the
 * rules for new keys hold. A client that is connected again gets a new app in the family of the old one, which ends.
 * @throws AppError CONFLICT when the client's request is not in order any more; FORBIDDEN for a blocked client, and when
 *   no person in a session calls; NOT_FOUND for an earlier app of somebody else or of another client; the errors of
 *   `insertOwnKey` and `hasProvenIdentity`
 */
export async function connectApp(caller: Caller, input: ConnectAppInput): Promise<ConsentAnswer> {
  requireSession(caller);
  const { request, answer } = await readQuestion(caller, input.query);
  const isProven = await hasProvenIdentity(caller, input.password);
  const code = generateToken(CODE_PREFIX);
  await inTransaction(caller, async (tx) => {
    await lockOwner(tx, caller);
    const oauthClientId = await storeClient(tx, request.client, caller.now);
    const earlierId = input.appId ?? (await unansweredApp(tx, caller, request));
    const replaces = earlierId === null ? null : await endEarlier(tx, caller, earlierId, oauthClientId);
    const wanted = {
      ...input,
      name: input.name ?? distinctName(request.client.name, new Set()),
      nameInClients: undefined,
    };
    const credential = { oauthClientId, tokenStart: "", tokenEnd: "" };
    const app = await insertOwnKey(tx, caller, wanted, { credential, replaces, isProven, next: "connect the app" });
    await tx.oAuthCode.create({ data: { ...codeRow(request, app.id, caller.now), codeHash: hashToken(code) } });
  });
  return { answerTo: answer({ code }) };
}

/**
 * Tells a client that the caller does not agree. Nothing is stored.
 * @throws AppError CONFLICT when the client's request is not in order
 */
export async function refuseApp(caller: Caller, input: RefuseAppInput): Promise<ConsentAnswer> {
  requireSession(caller);
  const { answer } = await readQuestion(caller, input.query);
  return { answerTo: answer({ error: "access_denied", error_description: "The person did not agree." }) };
}

/** A client that holds a credential must not be able to connect another one, which would outlive the first. */
function requireSession({ principal }: Caller): void {
  if (principal.kind === "user") return;
  throw new AppError("FORBIDDEN", "Only a person who is signed in can connect an app.");
}

/** Reads the request of the client again. Meanwhile it may have been blocked, or the form may have been changed. */
async function readQuestion(caller: Caller, query: string) {
  const find = (clientId: string) => findClientForConsent(clientId, caller);
  const read = await readAuthorizationRequest(readFormQuery(query), find);
  if (read.kind !== "question") throw new AppError("CONFLICT", read.problem);
  const { redirectUri, state } = read.request;
  return {
    request: read.request,
    answer: (parameters: Record<string, string>) => answerAddress(redirectUri, { ...parameters, state }),
  };
}

/**
 * The app of an answer to the same request that its client has not taken yet: somebody sent the form twice, or the answer
 * was lost. A client makes a new challenge for each request.
 */
async function unansweredApp(tx: Transaction, caller: Caller, { challenge }: AuthorizationRequest) {
  const code = await tx.oAuthCode.findFirst({
    where: { challenge, usedAt: null, expiresAt: { gt: caller.now }, key: { userId: caller.principal.userId } },
    select: { keyId: true },
  });
  return code?.keyId ?? null;
}

async function endEarlier(tx: Transaction, caller: Caller, appId: string, clientRowId: string): Promise<string> {
  const app = await lockApp(tx, appId, caller.now);
  if (!app || app.userId !== caller.principal.userId || app.clientRowId !== clientRowId) throw notFound("app");
  if (app.isLive) await endApp(tx, actorOf(caller), app, CONNECTED_AGAIN);
  return app.id;
}

function codeRow({ redirectUri, challenge }: AuthorizationRequest, keyId: string, now: Date) {
  return { keyId, redirectUri, challenge, lineId: newId("lin"), expiresAt: new Date(now.getTime() + CODE_MS) };
}
