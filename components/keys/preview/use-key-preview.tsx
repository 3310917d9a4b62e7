"use client";

import { useEffect, useState } from "react";
import type { KeySight } from "#lib/gateway/preview/dto";

/** What is asked of the server: a key as it would be saved. */
export type PreviewRequest = {
  keyId: string | null;
  /** The workspace that owns a service key; absent for the reader's own. */
  workspace?: string;
  workspaceIds: string[];
  environment: string | null;
  serverIds: string[] | null;
  scopes: string[];
  /** Left out for a key that is edited, or while no valid number is given. */
  expiresInDays?: number | null;
};

type Answer = { body: string; sight: KeySight | null };

export type Preview =
  | { status: "loading"; sight: KeySight | null }
  | { status: "ready"; sight: KeySight }
  | { status: "failed"; sight: null };

/** How long nothing may change before the server is asked. */
const PAUSE_MS = 300;

/** Asks what a key would see, once the form has come to rest; an answer that is no longer asked for is dropped. */
export function useKeyPreview(request: PreviewRequest): Preview {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const body = JSON.stringify(request);
  useEffect(() => {
    const asked = new AbortController();
    const settle = (sight: KeySight | null) => asked.signal.aborted || setAnswer({ body, sight });
    const timer = setTimeout(() => ask(body, asked.signal).then(settle, () => settle(null)), PAUSE_MS);
    return () => {
      clearTimeout(timer);
      asked.abort();
    };
  }, [body]);
  if (answer?.body !== body) return { status: "loading", sight: answer?.sight ?? null };
  return answer.sight ? { status: "ready", sight: answer.sight } : { status: "failed", sight: null };
}

async function ask(body: string, signal: AbortSignal): Promise<KeySight> {
  const headers = { "content-type": "application/json" };
  const response = await fetch("/api/keys/preview", { method: "POST", headers, body, signal });
  if (!response.ok) throw new Error(`The preview was answered with ${response.status}.`);
  return (await response.json()) as KeySight;
}
