"use client";

import { type FormEvent, useCallback, useEffect, useRef, useState } from "react";
import type { FormState } from "#lib/form";
import type { PolicyEffectView } from "#lib/policy/dto";

export type PreviewAction = (formData: FormData) => Promise<FormState<PolicyEffectView>>;

export type EffectState =
  /** Nothing was changed since the policy was loaded. */
  | { status: "unchanged" }
  | { status: "asking" }
  /** The input is not a valid policy. */
  | { status: "wrong" }
  /** No answer came. */
  | { status: "failed" }
  | { status: "known"; effect: PolicyEffectView };

/** The server is asked after this time without a change. */
const PAUSE_MS = 400;

/**
 * Asks the server for the effect of a policy, a moment after each change in the form. Drops the answers to outdated
 * questions.
 * @param version the version of the policy in the form; a new version counts as unchanged
 */
export function usePolicyEffect(preview: PreviewAction, version: string) {
  const [state, setState] = useState<EffectState>({ status: "unchanged" });
  const asked = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version resets the state
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
        else setState({ status: namesFields(answer) ? "wrong" : "failed" });
      }, PAUSE_MS);
    },
    [preview],
  );

  return { state, changed };
}

/** Other errors, such as too many previews, are not for the person to correct. */
function namesFields(answer: FormState<PolicyEffectView> | null): boolean {
  return answer?.status === "error" && Object.keys(answer.fields).length > 0;
}
