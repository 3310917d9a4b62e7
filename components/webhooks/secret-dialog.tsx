import { SaveSecretDialog } from "#components/secrets/save-secret-dialog";

type SecretDialogProps = { secret: string; onClose: () => void };

/** Shows a new signing secret of a webhook, this one time. */
export function SecretDialog({ secret, onClose }: SecretDialogProps) {
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
