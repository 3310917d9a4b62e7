"use client";

import { useEffect, useState } from "react";
import type { KeySight } from "#lib/gateway/preview/dto";

/** The question to the server: a key as the form would save it. */
export type PreviewRequest = {
  keyId: string | null;
  /** The `client_id` of an app that is about to be connected; absent for everything else. */
  clientId?: string | undefined;
  /** The workspace that owns a service key; absent for a key of the reader. */
  workspace?: string;
  workspaceIds: string[];
  environment: string | null;
  serverIds: string[] | null;
  scopes: string[];
  /** Absent for a key that is edited, and while the input is no valid number. */
  expiresInDays?: number | null;
};

type Answer = { body: string; sight: KeySight | null };

export type Preview =
  | { status: "loading"; sight: KeySight | null }
  | { status: "ready"; sight: KeySight }
  | { status: "failed"; sight: null };

/** The server is asked after this time without a change. */
const PAUSE_MS = 300;

/** Asks the server what a key would see, after the form has not changed for a moment. Drops outdated answers. */
export function useKeyPreview(request: PreviewRequest): Preview {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const body = JSON.stringify(request);
  useEffect(() => {
    const controller = new AbortController();
    const showAnswer = (sight: KeySight | null) => {
      if (!controller.signal.aborted) setAnswer({ body, sight });
    };
    const timer = setTimeout(
      () => fetchSight(body, controller.signal).then(showAnswer, () => showAnswer(null)),
      PAUSE_MS,
    );
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [body]);
  if (answer?.body !== body) return { status: "loading", sight: answer?.sight ?? null };
  return answer.sight ? { status: "ready", sight: answer.sight } : { status: "failed", sight: null };
}

async function fetchSight(body: string, signal: AbortSignal): Promise<KeySight> {
  const headers = { "content-type": "application/json" };
  const response = await fetch("/api/keys/preview", { method: "POST", headers, body, signal });
  if (!response.ok) throw new Error(`The preview was answered with ${response.status}.`);
  return (await response.json()) as KeySight;
}
