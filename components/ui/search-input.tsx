"use client";

import { Search, X } from "lucide-react";
import { useRef } from "react";
import { cn } from "#components/ui/cn";
import { Input } from "#components/ui/input";

type SearchInputProps = {
  /** The name of the field, also shown as its placeholder: "Search keys". */
  label: string;
  value: string;
  onChange: (text: string) => void;
  className?: string;
};

/** An input that filters a list during typing. Escape or the clear button empties it. */
export function SearchInput({ label, value, onChange, className }: SearchInputProps) {
  const input = useRef<HTMLInputElement>(null);
  const clear = () => {
    onChange("");
    input.current?.focus();
  };
  return (
    <div className={cn("relative flex items-center", className)}>
      <Search aria-hidden className="pointer-events-none absolute left-2.5 size-4 text-muted-foreground" />
      <Input
        ref={input}
        type="text"
        inputMode="search"
        aria-label={label}
        placeholder={label}
        autoComplete="off"
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || !value) return;
          event.stopPropagation();
          clear();
        }}
        className="px-8"
      />
      {value && (
        <button
          type="button"
          aria-label="Clear search"
          onClick={clear}
          className="absolute right-1.5 grid size-6 place-items-center rounded-sm text-muted-foreground hover:bg-hover hover:text-foreground"
        >
          <X aria-hidden className="size-3.5" />
        </button>
      )}
    </div>
  );
}
