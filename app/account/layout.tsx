import type { ReactNode } from "react";
import { accountFrame } from "#app/frame-data";
import { AppFrame } from "#components/frame/app-frame";

export default async function AccountLayout({ children }: { children: ReactNode }) {
  return <AppFrame {...(await accountFrame())}>{children}</AppFrame>;
}
