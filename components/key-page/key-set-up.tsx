import { SetupTabs } from "#components/clients/setup-tabs";
import { KeySection } from "#components/key-page/key-section";
import { CardBody } from "#components/ui/card";
import { PLACEHOLDER_TOKEN } from "#lib/clients/setup";

/** How to connect a client with the key, which is shown nowhere again. */
export function KeySetUp({ endpoint }: { endpoint: string }) {
  return (
    <KeySection
      id="set-up"
      description={
        <>
          Put the token you saved in the place of <code className="font-mono text-sm">{PLACEHOLDER_TOKEN}</code>.
        </>
      }
    >
      <CardBody>
        <SetupTabs endpoint={endpoint} token={PLACEHOLDER_TOKEN} />
      </CardBody>
    </KeySection>
  );
}
