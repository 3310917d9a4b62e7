import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

export type MailServer = {
  /** As `SMTP_URL` takes it. */
  url: string;
  /** The mails taken, with the line breaks and signs of quoted-printable undone. */
  received: string[];
  stop(): Promise<void>;
};

/** A mail server that takes everything, or refuses it while `isRefusing` says so. */
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
        received.push(text.replaceAll("=\r\n", "").replaceAll("=3D", "="));
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
