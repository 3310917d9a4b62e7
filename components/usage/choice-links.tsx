import Link from "next/link";

type Choice = { label: string; href: string; isChosen: boolean };

/**
 * Links to the views of a page, one of which is chosen. Each has an address, so that it can be shared and Back works.
 */
export function ChoiceLinks({ label, choices }: { label: string; choices: Choice[] }) {
  return (
    <nav aria-label={label} className="min-w-0">
      <ul className="flex w-fit max-w-full flex-wrap gap-0.5 rounded-md border bg-muted p-0.5 text-sm">
        {choices.map((choice) => (
          <li key={choice.label}>
            <Link
              href={choice.href}
              scroll={false}
              prefetch={false}
              aria-current={choice.isChosen ? "true" : undefined}
              className="flex h-7 items-center rounded-sm border border-transparent px-2.5 text-muted-foreground hover:text-foreground aria-[current=true]:border-border aria-[current=true]:bg-card aria-[current=true]:font-medium aria-[current=true]:text-foreground"
            >
              {choice.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
