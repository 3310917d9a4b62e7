"use client";

import { useEffect, useState } from "react";
import type { Connection } from "#lib/connection/dto";

const ASK_EVERY_MS = 2_000;
/** A dialog that somebody forgot to close stops asking after this many questions. */
const MAX_QUESTIONS = 900;

/** The last answer of the server. It is JSON, so times are text. */
type ConnectionAnswer = Pick<Connection, "connected" | "tools" | "problem"> & { now: string };

export type ConnectionState = { answer: ConnectionAnswer | null; isOutOfReach: boolean };

/**
 * Asks the server every two seconds whether a client has used a key, until one has.
 * @param since uses before this time do not count, ISO 8601; null to begin now, by the server's clock
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

/** @returns the answer; null when none came */
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
