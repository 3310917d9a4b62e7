import { SetupTabs } from "#components/clients/setup-tabs";
import { KeySection } from "#components/key-page/key-section";
import { CardBody } from "#components/ui/card";
import { PLACEHOLDER_TOKEN } from "#lib/clients/model/setup";
import type { KeyView } from "#lib/keys/view/dto";

/** Shows how to connect a client. The token is never shown again, so a placeholder stands in its place. */
export function KeySetUp({ keyView: key, endpoint }: { keyView: KeyView; endpoint: string }) {
  return (
    <KeySection
      id="set-up"
      description={
        <span>
          Replace <code className="font-mono text-sm">{PLACEHOLDER_TOKEN}</code> with the token you saved.
        </span>
      }
    >
      <CardBody>
        <SetupTabs keyView={key} endpoint={endpoint} token={PLACEHOLDER_TOKEN} />
      </CardBody>
    </KeySection>
  );
}
