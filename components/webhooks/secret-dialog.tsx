import { SaveSecretDialog } from "#components/keys/save-secret-dialog";
import type { CreatedWebhook } from "#lib/webhooks/dto";

type SecretDialogProps = { created: CreatedWebhook; onClose: () => void };

/** Shows the signing secret of a new webhook, this one time. */
export function SecretDialog({ created: { secret }, onClose }: SecretDialogProps) {
  return (
    <SaveSecretDialog
      title="Save the signing secret"
      description="This is the only time it is shown. The receiver needs it to tell Latchkey's messages from forged ones."
      secret={secret}
      prefixLength={"whsec_".length}
      noun="secret"
      onClose={onClose}
    >
      Messages are signed as Standard Webhooks says, so its libraries verify them with this secret as it is.
    </SaveSecretDialog>
  );
}
