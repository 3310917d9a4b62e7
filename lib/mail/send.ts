import { createTransport, type Transporter } from "nodemailer";
import { env } from "#lib/env";
import { log } from "#lib/log";
import { single } from "#lib/process";

export type Mail = { to: string; subject: string; text: string };

const TIMEOUT_MS = 10_000;

/**
 * Sends a mail where the settings name a server (`SMTP_URL`). Mail is never the only way to something,
 * so a failure is logged and told to the caller, not thrown.
 * @returns whether the server took it
 */
export async function sendMail(mail: Mail): Promise<boolean> {
  const { SMTP_URL, MAIL_FROM } = env();
  if (!SMTP_URL) return false;
  try {
    await transport(SMTP_URL).sendMail({ from: MAIL_FROM, ...mail });
    return true;
  } catch (error) {
    log().warn({ error }, "A mail could not be sent.");
    return false;
  }
}

function transport(url: string): Transporter {
  const timeouts = { connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS };
  return single("mail-transport", () => createTransport({ url, ...timeouts }));
}
