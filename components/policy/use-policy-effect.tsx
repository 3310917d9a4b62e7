"use client";

import { type FormEvent, useCallback, useEffect, useRef, useState } from "react";
import type { FormState } from "#lib/form";
import type { PolicyEffectView } from "#lib/policy/dto";

export type PreviewAction = (formData: FormData) => Promise<FormState<PolicyEffectView>>;

export type EffectState =
  /** Nothing was changed since the policy was shown. */
  | { status: "unchanged" }
  | { status: "asking" }
  /** The form holds what is no policy. */
  | { status: "wrong" }
  /** No answer came. */
  | { status: "failed" }
  | { status: "known"; effect: PolicyEffectView };

/** A pause in typing. */
const PAUSE_MS = 400;

/**
 * Asks what a form would come to, a moment after each of its changes. Answers that a later change has overtaken are
 * dropped.
 * @param version of the policy that is shown: with another one, nothing has been changed yet
 */
export function usePolicyEffect(preview: PreviewAction, version: string) {
  const [state, setState] = useState<EffectState>({ status: "unchanged" });
  const asked = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the new version that begins anew
  useEffect(() => {
    setState({ status: "unchanged" });
    return () => {
      asked.current += 1;
      clearTimeout(timer.current);
    };
  }, [version]);

  const changed = useCallback(
    (event: FormEvent<HTMLFormElement>) => {
      const form = event.currentTarget;
      asked.current += 1;
      const number = asked.current;
      clearTimeout(timer.current);
      timer.current = setTimeout(async () => {
        setState({ status: "asking" });
        const answer = await preview(new FormData(form)).catch(() => null);
        if (number !== asked.current) return;
        if (answer?.status === "done") setState({ status: "known", effect: answer.data });
        else setState({ status: answer ? "wrong" : "failed" });
      }, PAUSE_MS);
    },
    [preview],
  );

  return { state, changed };
}
