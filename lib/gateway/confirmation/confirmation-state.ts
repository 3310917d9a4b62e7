import { hash } from "node:crypto";
import { MINUTE_MS } from "#lib/clock";
import type { Place } from "#lib/gateway/confirmation/argument-parts";
import { isObject, type JsonObject } from "#lib/mcp/protocol";
import { readSigned, sign } from "#lib/secrets/signed-text";

/** The one call that a confirmation is about. */
export type ConfirmedCall = {
  keyId: string;
  upstreamId: string;
  /** The parameters for the server, without what a retry adds (`inputResponses` and `requestState`). */
  params: JsonObject;
};

/** The stage of a call that needs a confirmation. */
export type Progress =
  /** The person was not asked about this call, or too long ago. */
  | { stage: "unasked" }
  /** The person was asked. The answer comes with the state. `next` is the part of the arguments that they may ask for. */
  | { stage: "asked"; next: Place | null }
  /** The person has agreed, and then the server asked for something itself. */
  | { stage: "agreed"; upstreamState: string | null };

/** Puts the server's own `requestState` into ours, after the person has agreed to the call. */
export type WrapState = (upstreamState: unknown) => string;

/** How long a state is valid: from the question to the retry, and again from each question of the server. */
const VALID_MS = 10 * MINUTE_MS;

const PREFIX = "latchkey-confirmation:";

type Content = { until: number; stage: "asked" | "agreed"; next?: Place; upstreamState?: string };

/** Whether a `requestState` looks like one of the gateway. No server may get such a state. */
export function isOwnState(state: unknown): state is string {
  return typeof state === "string" && state.startsWith(PREFIX);
}

/**
 * Makes the `requestState` that goes with the question.
 * @param next the part of the arguments that the person may ask for; null when the question offers none
 */
export function askedState(name: string, now: Date, next: Place | null): string {
  return stateOf(name, { until: now.getTime() + VALID_MS, stage: "asked", ...(next && { next }) });
}

/** Makes the `requestState` that holds the server's own, so a question of the server does not lead to ours again. */
export function agreedState(name: string, now: Date, upstreamState: unknown): string {
  const until = now.getTime() + VALID_MS;
  return stateOf(name, { until, stage: "agreed", ...(typeof upstreamState === "string" && { upstreamState }) });
}

function stateOf(name: string, content: Content): string {
  return PREFIX + sign(JSON.stringify(content), name);
}

/**
 * Reads what a `requestState` says of the call with this name. A state of another key, tool or arguments says nothing.
 */
export function readState(state: unknown, name: string, now: Date): Progress {
  const text = isOwnState(state) ? readSigned(state.slice(PREFIX.length), name) : null;
  if (text === null) return { stage: "unasked" };
  const { until, stage, next, upstreamState } = JSON.parse(text) as Content;
  if (now.getTime() > until) return { stage: "unasked" };
  return stage === "asked" ? { stage, next: next ?? null } : { stage, upstreamState: upstreamState ?? null };
}

/** A short name for a call, whose parameters may have megabytes. */
export function nameOfCall({ keyId, upstreamId, params }: ConfirmedCall): string {
  const { _meta: _envelope, ...call } = params;
  return JSON.stringify([keyId, upstreamId, hash("sha256", canonical(call))]);
}

/** JSON with sorted fields, because a client may write the same call in another order when it retries. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? "null";
  const fields = Object.keys(value).sort();
  return `{${fields.map((field) => `${JSON.stringify(field)}:${canonical(value[field])}`).join()}}`;
}
