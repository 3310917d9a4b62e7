import { Ban, CircleCheck, CircleX, Clock, type LucideIcon } from "lucide-react";
import type { Noun } from "#components/keys/facts/noun";
import { Status, type Tone } from "#components/ui/status";
import type { KeyStatus as Name } from "#lib/keys/access/status";

const LOOKS: Record<Name, { tone: Tone; icon: LucideIcon; word: string }> = {
  active: { tone: "success", icon: CircleCheck, word: "Active" },
  expiring: { tone: "warning", icon: Clock, word: "Expiring" },
  expired: { tone: "neutral", icon: CircleX, word: "Expired" },
  revoked: { tone: "neutral", icon: Ban, word: "Revoked" },
};

/** The word for a key that no longer reaches the workspace. */
export const ACCESS_REVOKED = "Access revoked";

/** The word for a key that somebody ended. */
export function endedWord(noun: Noun): string {
  return noun === "app" ? "Disconnected" : LOOKS.revoked.word;
}

type KeyStatusProps = {
  status: Name;
  noun?: Noun;
  /** Whether the key lost only this workspace. It may work elsewhere, so "Revoked" would say too much. */
  isDetached?: boolean;
};

/** Shows the status of a key by icon, word and colour. */
export function KeyStatus({ status, noun = "key", isDetached = false }: KeyStatusProps) {
  const { tone, icon, word } = LOOKS[status];
  return (
    <Status tone={tone} icon={icon}>
      {isDetached ? ACCESS_REVOKED : status === "revoked" ? endedWord(noun) : word}
    </Status>
  );
}
