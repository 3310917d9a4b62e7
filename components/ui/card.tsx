import type { ComponentProps, ReactNode } from "react";
import { cn } from "#components/ui/cn";

/** A surface with a border. `CardHeader`, `CardBody` and `CardFooter` add the padding. */
export function Card({ className, ...rest }: ComponentProps<"section">) {
  return <section {...rest} className={cn("min-w-0 rounded-lg border bg-card", className)} />;
}

type CardHeaderProps = {
  title: ReactNode;
  id?: string;
  description?: ReactNode;
  action?: ReactNode;
  className?: string;
};

export function CardHeader({ title, id, description, action, className }: CardHeaderProps) {
  return (
    <div className={cn("flex items-start justify-between gap-4 px-4 pt-4 sm:px-5", className)}>
      <div className="min-w-0">
        <h2 id={id} className="text-lg">
          {title}
        </h2>
        {description && <p className="mt-0.5 text-muted-foreground">{description}</p>}
      </div>
      {action}
    </div>
  );
}

export function CardBody({ className, ...rest }: ComponentProps<"div">) {
  return <div {...rest} className={cn("p-4 sm:px-5", className)} />;
}

/** The last row of a card: buttons on the right, a remark on the left. */
export function CardFooter({ className, ...rest }: ComponentProps<"div">) {
  return (
    <div
      {...rest}
      className={cn(
        "flex flex-wrap items-center justify-end gap-2 border-t px-4 py-3 text-muted-foreground text-sm sm:px-5",
        className,
      )}
    />
  );
}
