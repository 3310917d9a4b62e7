"use client";

import { useEffect, useState } from "react";
import type { Connection } from "#lib/connection/dto";

const ASK_EVERY_MS = 2_000;
/** A dialog that was forgotten does not ask for ever. */
const MAX_QUESTIONS = 900;

/** What the server last said, as JSON: instants are text. */
type ConnectionAnswer = Pick<Connection, "connected" | "tools" | "problem"> & { now: string };

export type ConnectionState = { answer: ConnectionAnswer | null; isOutOfReach: boolean };

/**
 * Asks whether a client has come with a key, every two seconds until one has.
 * @param since from when on a use counts, ISO 8601; null for from now on, by the clock of the server
 */
export function useConnection(keyId: string, since: string | null): ConnectionState {
  const [state, setState] = useState<ConnectionState>({ answer: null, isOutOfReach: false });
  useEffect(() => {
    const asking = new AbortController();
    void keepAsking(keyId, since, asking.signal, setState);
    return () => asking.abort();
  }, [keyId, since]);
  return state;
}

async function keepAsking(
  keyId: string,
  since: string | null,
  signal: AbortSignal,
  onState: (state: ConnectionState) => void,
): Promise<void> {
  let from = since;
  for (let asked = 0; asked < MAX_QUESTIONS && !signal.aborted; asked += 1) {
    const answer = document.hidden ? undefined : await ask(keyId, from, signal);
    if (signal.aborted) return;
    if (answer !== undefined) onState({ answer, isOutOfReach: answer === null });
    if (answer?.connected) return;
    from ??= answer?.now ?? null;
    await pause(signal);
  }
}

/** @returns null when there was no answer */
async function ask(keyId: string, since: string | null, signal: AbortSignal): Promise<ConnectionAnswer | null> {
  const query = since === null ? "" : `?since=${encodeURIComponent(since)}`;
  try {
    const response = await fetch(`/keys/${keyId}/connection${query}`, { signal });
    return response.ok ? ((await response.json()) as ConnectionAnswer) : null;
  } catch {
    return null;
  }
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ASK_EVERY_MS);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
