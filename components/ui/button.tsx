import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps, MouseEvent } from "react";
import { cn } from "#components/ui/cn";
import { GuardedLink } from "#components/ui/guarded-link";
import { Spinner } from "#components/ui/spinner";

export const buttonStyles = cva(
  [
    "inline-flex shrink-0 select-none items-center justify-center gap-2 whitespace-nowrap rounded-md border font-medium",
    "transition-colors [&_svg]:size-4 [&_svg]:shrink-0",
    "disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:cursor-not-allowed",
  ],
  {
    variants: {
      variant: {
        primary: "border-transparent bg-primary text-primary-foreground hover:bg-primary-hover",
        secondary: "border-input bg-card text-foreground shadow-raised hover:bg-hover",
        ghost: "border-transparent bg-transparent text-foreground hover:bg-hover",
        danger: "border-transparent bg-danger text-danger-foreground hover:bg-danger-hover",
        "danger-ghost": "border-transparent bg-transparent text-danger-text hover:bg-danger-surface",
      },
      size: {
        sm: "h-8 px-2.5 text-sm",
        md: "h-9 px-3.5 text-base",
        icon: "size-8 p-0",
      },
    },
    defaultVariants: { variant: "secondary", size: "md" },
  },
);

export type ButtonLook = VariantProps<typeof buttonStyles>;

type ButtonProps = ComponentProps<"button"> & ButtonLook & { pending?: boolean };

/** Cancels the click. This also cancels the submit that Enter in a field triggers. */
function ignore(event: MouseEvent): void {
  event.preventDefault();
}

/**
 * A button. While `pending` it shows a spinner, ignores clicks, and keeps its focus and its width. It uses
 * `aria-disabled`, because `disabled` would take the focus away.
 */
export function Button({ variant, size, pending = false, className, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={cn(buttonStyles({ variant, size }), pending && "relative opacity-80", className)}
      aria-disabled={pending || rest["aria-disabled"]}
      aria-busy={pending || undefined}
      onClick={pending ? ignore : onClick}
    >
      {pending && <Spinner className="absolute" />}
      {/* The same element in both states: a translated page has other text nodes than React knows of. */}
      <span className={pending ? "inline-flex items-center gap-2 opacity-0" : "contents"}>{children}</span>
    </button>
  );
}

/** A link that looks like a button. Use it to open a page, not to run an action. */
export function ButtonLink({ variant, size, className, ...rest }: ComponentProps<typeof GuardedLink> & ButtonLook) {
  return <GuardedLink {...rest} className={cn(buttonStyles({ variant, size }), className)} />;
}
