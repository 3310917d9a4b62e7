import { AccessSkeleton } from "#components/access/access-skeleton";

export default function LoadingAccess() {
  return <AccessSkeleton />;
}
