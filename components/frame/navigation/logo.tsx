import { cn } from "#components/ui/cn";

/** The logo: a keyhole in a plate. `app/icon.svg` is the same drawing. */
export function LogoMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className={cn("size-6 shrink-0 text-foreground", className)}>
      <path
        fill="currentColor"
        fillRule="evenodd"
        d="M6.5 0h11A6.5 6.5 0 0 1 24 6.5v11a6.5 6.5 0 0 1-6.5 6.5h-11A6.5 6.5 0 0 1 0 17.5v-11A6.5 6.5 0 0 1 6.5 0ZM12 5a4 4 0 0 0-2.06 7.43L8.6 18.2a.65.65 0 0 0 .63.8h5.54a.65.65 0 0 0 .63-.8l-1.34-5.77A4 4 0 0 0 12 5Z"
      />
    </svg>
  );
}

/** The logo with the name of the product. */
export function Logo() {
  return (
    <span className="inline-flex items-center gap-2 font-semibold text-lg tracking-tight">
      <LogoMark />
      Latchkey
    </span>
  );
}
