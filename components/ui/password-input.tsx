"use client";

import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, useState } from "react";
import { cn } from "#components/ui/cn";
import { Input } from "#components/ui/input";

type PasswordInputProps = Omit<ComponentProps<"input">, "type"> & {
  /** Tells password managers which password the field holds. */
  autoComplete: "current-password" | "new-password";
};

/** An input for a password or another secret. A button shows what was typed. */
export function PasswordInput({ className, ...rest }: PasswordInputProps) {
  const [shown, setShown] = useState(false);
  const Icon = shown ? EyeOff : Eye;
  return (
    <div className="relative">
      <Input
        {...rest}
        data-secret
        type={shown ? "text" : "password"}
        spellCheck={false}
        className={cn("pr-10", className)}
      />
      <button
        type="button"
        // The name does not repeat the label of the field, because two elements with one name confuse voice control.
        aria-label="Show what is typed"
        aria-pressed={shown}
        onClick={() => setShown(!shown)}
        className="absolute inset-y-0 right-1 my-auto grid size-7 place-items-center rounded-sm text-muted-foreground hover:text-foreground"
      >
        <Icon aria-hidden className="size-4" />
      </button>
    </div>
  );
}
