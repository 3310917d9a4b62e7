import { SaveSecretDialog } from "#components/secrets/save-secret-dialog";

type SecretDialogProps = { secret: string; onClose: () => void };

/** Shows a new signing secret of a webhook once. */
export function SecretDialog({ secret, onClose }: SecretDialogProps) {
  return (
    <SaveSecretDialog
      title="Save the signing secret"
      description="This is the only time it is shown. The receiver needs it to check that a message comes from Latchkey."
      secret={secret}
      prefixLength={"whsec_".length}
      noun="secret"
      onClose={onClose}
    >
      Messages are signed according to Standard Webhooks. Its libraries verify them with this secret, unchanged.
    </SaveSecretDialog>
  );
}
