import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { Theme } from "#components/frame/theme";
import { ClockProvider } from "#components/time/clock-provider";
import { LeaveQuestion } from "#components/ui/leave-question";
import { NONCE_HEADER } from "#lib/http/page-security";
import { databaseClock } from "#lib/time/database-clock";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Latchkey", template: "%s · Latchkey" },
  description: "Keys that let AI clients reach your team's MCP servers.",
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  colorScheme: "light dark",
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get(NONCE_HEADER) ?? "";
  return (
    // next-themes sets the class before the first paint. React must not report that as a mismatch.
    <html lang="en" suppressHydrationWarning className={`${GeistSans.variable} ${GeistMono.variable}`}>
      <body>
        <Theme nonce={nonce}>
          <ClockProvider serverNow={databaseClock.now()}>
            {children}
            <LeaveQuestion />
          </ClockProvider>
        </Theme>
      </body>
    </html>
  );
}
