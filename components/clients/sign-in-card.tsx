import type { ReactNode } from "react";
import { SignInSetup } from "#components/clients/sign-in-setup";
import { Card, CardBody, CardHeader } from "#components/ui/card";

type SignInCardProps = {
  endpoint: string;
  lastClient: string | null;
  /** What else there is: a link to connected apps, or to keys. */
  children: ReactNode;
};

/** Tells people that most clients need no key, and how to connect them. It is closed where a page is about keys. */
export function SignInCard({ endpoint, lastClient, children }: SignInCardProps) {
  return (
    <Card aria-labelledby="sign-in-setup">
      <CardHeader
        id="sign-in-setup"
        title="Connect by signing in"
        description={<span>Most clients need no key: they open a page of Latchkey on which you agree. {children}</span>}
      />
      <CardBody className="pt-3">
        <SignInSetup endpoint={endpoint} lastClient={lastClient} />
      </CardBody>
    </Card>
  );
}
