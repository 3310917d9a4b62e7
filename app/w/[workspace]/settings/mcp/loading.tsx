import { KeysSkeleton } from "#components/keys/keys-skeleton";

export default function LoadingKeys() {
  return <KeysSkeleton />;
}
