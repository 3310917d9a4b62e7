"use client";

import { Check, Copy } from "lucide-react";
import { type ComponentProps, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { Button } from "#components/ui/button";
import { copyText, selectText } from "#components/ui/copy-text";

const COPIED_MS = 2_000;

type CopyButtonProps = Omit<ComponentProps<typeof Button>, "value" | "onClick" | "children"> & {
  /** What lands in the clipboard. */
  value: string;
  /** What the button says: "Copy key". */
  label?: string;
  /** Completes the name for screen readers where several say the same: "Copy endpoint". */
  accessibleLabel?: string;
  /** Shows the icon alone. */
  iconOnly?: boolean;
  /** The id of the element that shows `value`: its text is selected when the clipboard is refused. */
  targetId?: string;
  onCopied?: () => void;
  /** Called before the text is selected, for instance to unmask it. */
  onRefused?: () => void;
};

type Outcome = "copied" | "refused" | null;

/** Copies, turns to "Copied" for two seconds and announces it. */
export function CopyButton(props: CopyButtonProps) {
  const { value, label = "Copy", accessibleLabel, iconOnly = false, targetId, onCopied, onRefused, ...rest } = props;
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
    // The selection must come after whatever the refusal changes on the page.
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
        size={iconOnly ? "icon" : "sm"}
        {...rest}
        ref={button}
        onClick={copy}
        aria-label={isCopied ? "Copied" : (accessibleLabel ?? label)}
      >
        <Faces label={label} isCopied={isCopied} words={iconOnly ? "sr-only" : undefined} />
      </Button>
      <span role="status" className={outcome === "refused" ? "w-full text-sm text-warning" : "sr-only"}>
        {outcome === "copied" && "Copied"}
        {outcome === "refused" && "The browser refused to copy. The text is selected: press Ctrl+C or ⌘C."}
      </span>
    </>
  );
}

/** Both faces take their place, so that the button does not change its width. */
function Faces({ label, isCopied, words }: { label: string; isCopied: boolean; words: string | undefined }) {
  return (
    <span className="grid place-items-center *:col-start-1 *:row-start-1 *:inline-flex *:items-center *:gap-2">
      <span aria-hidden={isCopied} className={isCopied ? "invisible" : undefined}>
        <Copy aria-hidden />
        <span className={words}>{label}</span>
      </span>
      <span aria-hidden={!isCopied} className={isCopied ? undefined : "invisible"}>
        <Check aria-hidden className="text-success" />
        <span className={words}>Copied</span>
      </span>
    </span>
  );
}
