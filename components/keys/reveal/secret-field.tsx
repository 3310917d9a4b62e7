"use client";

import { Eye, EyeOff } from "lucide-react";
import { Button } from "#components/ui/button";
import { CopyButton } from "#components/ui/copy-button";
import { Tooltip } from "#components/ui/tooltip";

type SecretFieldProps = {
  token: string;
  /** What the buttons call it. */
  noun?: string;
  /** The same length with the secret part as dots. */
  hidden: string;
  visible: boolean;
  onVisible: (visible: boolean) => void;
  onCopied: () => void;
};

export const COPY_KEY_ID = "copy-key";
const TOKEN_ID = "new-token";

/** The token, masked until asked for, and the button that copies all of it. */
export function SecretField({ token, noun = "key", hidden, visible, onVisible, onCopied }: SecretFieldProps) {
  const toggle = `${visible ? "Hide" : "Show"} ${noun}`;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <div className="flex min-h-9 min-w-0 flex-1 basis-96 items-center rounded-md border bg-muted py-1 pr-1 pl-3">
        <code id={TOKEN_ID} className="min-w-0 flex-1 break-all font-mono text-xs sm:text-sm">
          {visible ? token : hidden}
        </code>
        <Tooltip label={toggle}>
          <Button
            variant="ghost"
            size="icon"
            className="size-7"
            aria-label={toggle}
            onClick={() => onVisible(!visible)}
          >
            {visible ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
          </Button>
        </Tooltip>
      </div>
      <CopyButton
        id={COPY_KEY_ID}
        value={token}
        label={`Copy ${noun}`}
        targetId={TOKEN_ID}
        variant="primary"
        className="h-9 max-sm:w-full"
        onCopied={onCopied}
        onRefused={() => onVisible(true)}
      />
    </div>
  );
}
