import { KeyArticle, type KeyCardActions } from "#components/keys/card/key-article";
import { KeyFacts } from "#components/keys/card/key-facts";
import { MadeBy } from "#components/service-keys/made-by";
import type { ServiceKeyView } from "#lib/keys/view/dto";

type ServiceKeyCardProps = KeyCardActions & {
  keyView: ServiceKeyView;
  workspaceSlug: string;
};

/** The card of a service key that is in use, with the actions for it. */
export function ServiceKeyCard({ keyView: key, workspaceSlug, ...actions }: ServiceKeyCardProps) {
  return (
    <KeyArticle keyView={key} workspaceSlug={workspaceSlug} {...actions}>
      <KeyFacts keyView={key} created={<MadeBy keyView={key} />} />
    </KeyArticle>
  );
}
