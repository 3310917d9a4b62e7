import { keyLabel } from "#components/keys/facts/key-label";
import { countedNouns, type Noun, nounOf } from "#components/keys/facts/noun";
import { Button } from "#components/ui/button";
import { Notice } from "#components/ui/notice";
import { Truncate } from "#components/ui/truncate";
import type { DetachedKey } from "#lib/keys/view/dto";

type DetachResultProps = { detached: DetachedKey[]; workspaceName: string; onClose: () => void };

/** Says what happened to each key after an admin revoked the access of several keys at once. */
export function DetachResult({ detached, workspaceName, onClose }: DetachResultProps) {
  return (
    <Notice
      title={<span role="status">{detachSummary(detached, workspaceName)}</span>}
      action={
        <Button variant="ghost" size="sm" onClick={onClose}>
          Close
        </Button>
      }
    >
      <details>
        <summary className="w-fit cursor-pointer rounded-sm">What happened to each</summary>
        <ul className="mt-1 grid max-h-60 gap-x-6 overflow-y-auto text-sm sm:grid-cols-2">
          {detached.map((key) => (
            <li key={key.id} className="flex min-w-0 gap-1.5">
              <Truncate className="text-foreground">{keyLabel(key)}</Truncate>
              <span className="shrink-0">{key.outcome === "revoked" ? ENDED[nounOf(key)] : "lost access"}</span>
            </li>
          ))}
        </ul>
      </details>
    </Notice>
  );
}

const ENDED: Record<Noun, string> = { key: "was revoked", app: "was disconnected" };

/** "12 keys lost access to Acme. 3 of them reached nothing else and were revoked." */
export function detachSummary(detached: Pick<DetachedKey, "outcome" | "mask">[], workspaceName: string): string {
  const revoked = detached.filter((key) => key.outcome === "revoked").length;
  const lost = `${countedNouns(detached)} lost access to ${workspaceName}.`;
  if (detached.length === 1) {
    return `${lost} ${revoked ? "It reached nothing else and was revoked." : "It works in other workspaces."}`;
  }
  if (revoked === 0) return `${lost} All of them work in other workspaces.`;
  if (revoked === detached.length) return `${lost} They reached nothing else and were revoked.`;
  return `${lost} ${revoked} of them reached nothing else and ${revoked === 1 ? "was" : "were"} revoked.`;
}
