import type { Metadata } from "next";
import { AuthFrame } from "#components/frame/auth-frame";
import { ButtonLink } from "#components/ui/button";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <AuthFrame title="Page not found" person={null} description="It does not exist, or you have no access to it.">
      <ButtonLink href="/" variant="primary">
        Go to your workspace
      </ButtonLink>
    </AuthFrame>
  );
}
