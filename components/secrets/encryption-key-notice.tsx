import { Notice } from "#components/ui/notice";

/** Tells admins that this process cannot decrypt what is stored, and what to do. */
export function EncryptionKeyNotice() {
  return (
    <Notice tone="danger" title="Latchkey runs with another ENCRYPTION_KEY than before">
      <p>
        It cannot decrypt the header values of MCP servers and the secrets of webhooks. Calls to servers with headers
        fail, and webhooks send nothing.
      </p>
      <p>
        Ask the operator of Latchkey to set the earlier key. If it is lost, the operator runs{" "}
        <code className="font-mono text-sm">npm run secrets -- accept-key</code>, and then you enter the values again.
      </p>
    </Notice>
  );
}
