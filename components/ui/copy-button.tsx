"use client";

import { Check, Copy } from "lucide-react";
import { type ComponentProps, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { Button } from "#components/ui/button";
import { copyText, selectText } from "#components/ui/copy-text";

const COPIED_MS = 2_000;

type CopyButtonProps = Omit<ComponentProps<typeof Button>, "value" | "onClick" | "children"> & {
  /** The text to copy. */
  value: string;
  /** The words on the button: "Copy key". */
  label?: string;
  /** A longer name for screen readers, where several buttons have the same label: "Copy endpoint". */
  accessibleLabel?: string;
  /** The id of the element that shows `value`. Its text is selected when the browser refuses to copy. */
  targetId?: string;
  onCopied?: () => void;
  /** Called when the browser refuses to copy, before the text is selected. Use it to unmask the text. */
  onRefused?: () => void;
};

type Outcome = "copied" | "refused" | null;

const OUTCOME_WORDS: Record<Exclude<Outcome, null>, string> = {
  copied: "Copied",
  refused: "The browser refused to copy. The text is selected: press Ctrl+C or ⌘C.",
};

/** Copies `value`, then shows and announces "Copied" for two seconds. */
export function CopyButton(props: CopyButtonProps) {
  const { value, label = "Copy", accessibleLabel, targetId, onCopied, onRefused, ...rest } = props;
  const button = useRef<HTMLButtonElement>(null);
  const [outcome, setOutcome] = useState<Outcome>(null);

  useEffect(() => {
    if (outcome !== "copied") return;
    const timer = setTimeout(() => setOutcome(null), COPIED_MS);
    return () => clearTimeout(timer);
  }, [outcome]);

  async function copy() {
    if (!button.current) return;
    if (await copyText(value, button.current)) {
      setOutcome("copied");
      onCopied?.();
      return;
    }
    // `onRefused` may change the text on the page, and this must be done before the text is selected.
    flushSync(() => {
      setOutcome("refused");
      onRefused?.();
    });
    const target = targetId ? document.getElementById(targetId) : null;
    if (target) selectText(target);
  }

  const isCopied = outcome === "copied";
  return (
    <>
      <Button
        size="sm"
        {...rest}
        ref={button}
        onClick={copy}
        aria-label={isCopied ? "Copied" : (accessibleLabel ?? label)}
      >
        <Faces label={label} isCopied={isCopied} />
      </Button>
      <span role="status" className={outcome === "refused" ? "w-full text-sm text-warning" : "sr-only"}>
        {outcome && OUTCOME_WORDS[outcome]}
      </span>
    </>
  );
}

/** Lays both labels over each other, so that the button keeps its width when the label changes. */
function Faces({ label, isCopied }: { label: string; isCopied: boolean }) {
  return (
    <span className="grid place-items-center *:col-start-1 *:row-start-1 *:inline-flex *:items-center *:gap-2">
      <span aria-hidden={isCopied} className={isCopied ? "invisible" : undefined}>
        <Copy aria-hidden />
        <span>{label}</span>
      </span>
      <span aria-hidden={!isCopied} className={isCopied ? undefined : "invisible"}>
        <Check aria-hidden className="text-success" />
        <span>Copied</span>
      </span>
    </span>
  );
}
