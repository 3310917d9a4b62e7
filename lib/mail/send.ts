import { createTransport, type Transporter } from "nodemailer";
import { FairQueue } from "#lib/bounds/fair-queue";
import type { Holder } from "#lib/bounds/fair-shares";
import { env } from "#lib/env";
import { log } from "#lib/log";
import { single } from "#lib/process";
import { withoutUnseen } from "#lib/text/unseen";

/** A mail. Its subject is our own text alone, and everything in `text` that somebody typed went through `typedName`. */
export type Mail = { to: string; subject: `Latchkey: ${string}`; text: string };

/** The time limit of each step: connect, greeting, and every later response of the mail server. */
const TIMEOUT_MS = 10_000;
/** Each mail needs a connection to the mail server, so a process sends this many at once. */
const AT_ONCE_MAX = 4;

function queue(): FairQueue {
  return single("mail-queue", () => new FairQueue({ limit: AT_ONCE_MAX }));
}

/**
 * Sends a mail if `SMTP_URL` is set. No feature depends on mail alone, so a failure is logged and not thrown. Many mails
 * wait, and those who cause them take turns.
 * @param cause the person and the workspace that cause the mail; the recipient of a mail that Latchkey sends by itself
 * @returns whether the mail server accepted the mail
 */
export async function sendMail(mail: Mail, cause: Holder): Promise<boolean> {
  const { SMTP_URL, MAIL_FROM } = env();
  if (!SMTP_URL) return false;
  let release = () => {};
  try {
    release = await queue().acquire(cause, 1);
    await mailTransport(SMTP_URL).sendMail({ from: MAIL_FROM, ...visible(mail) });
    return true;
  } catch (error) {
    log().warn({ error }, "A mail could not be sent.");
    return false;
  } finally {
    release();
  }
}

/** Names that were stored before `nameSchema` held them may change how a mail is shown. */
function visible({ to, subject, text }: Mail): { to: string; subject: string; text: string } {
  return { to, subject: withoutUnseen(subject), text: text.split("\n").map(withoutUnseen).join("\n") };
}

function mailTransport(url: string): Transporter {
  const timeouts = { connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS };
  return single("mail-transport", () => createTransport({ url, ...timeouts }));
}
