import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

export type MailServer = {
  /** The value for `SMTP_URL`. */
  url: string;
  /** The received mails, with quoted-printable decoded. */
  received: string[];
  stop(): Promise<void>;
};

/** Starts a mail server that accepts all mails, or refuses them while `isRefusing` returns true. */
export async function startMailServer(isRefusing: () => boolean = () => false): Promise<MailServer> {
  const received: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, _session, done) {
      let text = "";
      stream.on("data", (chunk: Buffer) => {
        text += chunk;
      });
      stream.on("end", () => {
        if (isRefusing()) return done(new Error("Try again later."));
        received.push(decoded(text));
        done();
      });
    },
  });
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** Decodes quoted-printable (RFC 2045 section 6.7), in which longer lines and letters beyond ASCII are written. */
function decoded(text: string): string {
  const bytes = (run: string) => Buffer.from(run.replaceAll("=", ""), "hex").toString("utf8");
  return text.replaceAll("=\r\n", "").replaceAll(/(=[0-9A-F]{2})+/g, bytes);
}
