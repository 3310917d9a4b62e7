"use client";

import { Eye, EyeOff } from "lucide-react";
import { Button } from "#components/ui/button";
import { CopyButton } from "#components/ui/copy-button";
import { Tooltip } from "#components/ui/tooltip";

type SecretFieldProps = {
  secret: string;
  /** What the buttons call the secret: "key", "token", "secret". */
  noun: string;
  /** The secret with dots in place of its secret part, as long as the secret itself. */
  hidden: string;
  visible: boolean;
  onVisible: (visible: boolean) => void;
  onCopied: () => void;
};

/** The id of the copy button, which takes the focus when a dialog with a secret opens. */
export const COPY_SECRET_ID = "copy-secret";
const SECRET_ID = "new-secret";

/** Shows a new secret, hidden until the person asks for it, and a button that copies the whole secret. */
export function SecretField({ secret, noun, hidden, visible, onVisible, onCopied }: SecretFieldProps) {
  const toggle = `${visible ? "Hide" : "Show"} ${noun}`;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <div className="flex min-h-9 min-w-0 flex-1 basis-96 items-center rounded-md border bg-muted py-1 pr-1 pl-3">
        <code id={SECRET_ID} className="min-w-0 flex-1 break-all font-mono text-xs sm:text-sm">
          {visible ? secret : hidden}
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
        id={COPY_SECRET_ID}
        value={secret}
        label={`Copy ${noun}`}
        targetId={SECRET_ID}
        variant="primary"
        className="h-9 max-sm:w-full"
        onCopied={onCopied}
        onRefused={() => onVisible(true)}
      />
    </div>
  );
}
