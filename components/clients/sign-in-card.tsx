import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { SignInSetup } from "#components/clients/sign-in-setup";
import { Card, CardBody, CardHeader } from "#components/ui/card";

type SignInCardProps = {
  endpoint: string;
  lastClient: string | null;
  /** Whether the texts are shown at once. Where a page is about keys, they are folded. */
  isOpen: boolean;
  /** What else there is: a link to connected apps, or to keys. */
  children: ReactNode;
};

/** Tells people that most clients need no key, and how to connect them. */
export function SignInCard({ endpoint, lastClient, isOpen, children }: SignInCardProps) {
  return (
    <Card aria-labelledby="sign-in-setup">
      <CardHeader
        id="sign-in-setup"
        title="Connect by signing in"
        description={
          <span>
            <span>Most clients need no key: they open a page of Latchkey on which you agree. </span>
            <span>{children}</span>
          </span>
        }
      />
      <CardBody className="pt-3">
        <details open={isOpen} className="group min-w-0">
          <summary className="flex w-fit list-none items-center gap-1.5 rounded-md font-medium [&::-webkit-details-marker]:hidden">
            <ChevronRight
              aria-hidden
              className="size-4 text-muted-foreground transition-transform group-open:rotate-90"
            />
            Show how
          </summary>
          <div className="mt-3">
            <SignInSetup endpoint={endpoint} lastClient={lastClient} />
          </div>
        </details>
      </CardBody>
    </Card>
  );
}
