import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterEach, beforeEach, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { env } from "#lib/env";
import { sendMail } from "#lib/mail/send";
import { inviteMember } from "#lib/members/invite";
import { forget } from "#lib/process";
import { provideTestEnv } from "#testing/databases/use-database";
import { stillRateLimits } from "#testing/machine/still-rate-limits";
import { makeWorkspace } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

stillRateLimits();
const world = useWorkspace({ acme: { ada: "owner" } });

let server: SMTPServer;
let received: string[];

beforeEach(async () => {
  received = [];
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, _session, done) {
      let text = "";
      stream.on("data", (chunk: Buffer) => {
        text += chunk;
      });
      stream.on("end", () => {
        received.push(text);
        done();
      });
    },
  });
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  provideTestEnv({ DATABASE_URL: env().DATABASE_URL ?? "", SMTP_URL: `smtp://127.0.0.1:${port}` });
});

afterEach(async () => {
  forget("mail-transport");
  if (server.server.listening) await new Promise<void>((resolve) => server.close(() => resolve()));
});

test("sends a mail with the link of the invitation", async () => {
  const invitation = { workspace: world.acme.slug, email: "grace@example.com", role: "member" } as const;
  const { url, mailed } = await inviteMember(world.callers.ada, invitation);
  expect(mailed).toBe(true);
  expect(received).toHaveLength(1);
  // The quoted-printable encoding breaks long lines and writes "=" as "=3D".
  const text = received[0]?.replaceAll("=\r\n", "").replaceAll("=3D", "=");
  expect(text).toContain("To: grace@example.com");
  expect(text).toContain(url);
});

test("returns the link of an invitation also when the mail server is away", async () => {
  // After this, nothing listens on the port in SMTP_URL.
  await new Promise<void>((resolve) => server.close(() => resolve()));
  const invitation = { workspace: world.acme.slug, email: "grace@example.com", role: "member" } as const;
  expect(await inviteMember(world.callers.ada, invitation)).toMatchObject({ mailed: false, url: expect.any(String) });
});

test("mails one recipient five invitations a day from all workspaces together, and makes the others without a mail", async () => {
  for (let number = 1; number <= 6; number += 1) {
    const { slug } = await makeWorkspace("Acme", [[world.ada, "owner"]]);
    const invitation = { workspace: slug, email: "victim@example.com", role: "member" } as const;
    const expected = { mailed: number <= 5, url: expect.stringContaining("/invite/") };
    expect(await inviteMember(world.callers.ada, invitation)).toMatchObject(expected);
  }
  expect(received).toHaveLength(5);
});

test("mails no link, no line and no subject that somebody typed", async () => {
  const { slug } = await makeWorkspace("You won! http://evil.example/claim\r\nHurry", [[world.ada, "owner"]]);
  await inviteMember(world.callers.ada, { workspace: slug, email: "grace2@example.com", role: "member" });
  const text = received[0]?.replaceAll("=\r\n", "") ?? "";
  expect(text).toMatch(/^Subject: Latchkey: invitation to a workspace\r$/m);
  expect(text).not.toContain("evil.example");
  expect(text).not.toMatch(/^Hurry/m);
});

test("names who invites, to what and as what, and says what happens next", async () => {
  const invitation = { workspace: world.acme.slug, email: "grace@example.com", role: "admin" } as const;
  await inviteMember(world.callers.ada, invitation);
  const text = received[0]?.replaceAll("=\r\n", "").replaceAll(/=E2=80=9[CD]/g, '"');
  expect(text).toContain('"Ada" invites you to the workspace "Acme" as an admin.');
  expect(text).toContain("You join when you press the button there.");
});

test("makes no header, no line and no link of the inviter's name, and cuts it", async () => {
  const name = `Ada\r\nBcc: victim@example.com\r\n\r\nhttp://evil.example/claim ${"x".repeat(500)}`;
  await db().user.update({ where: { id: world.ada.id }, data: { name } });
  await inviteMember(world.callers.ada, { workspace: world.acme.slug, email: "grace@example.com", role: "member" });
  const text = received[0]?.replaceAll("=\r\n", "") ?? "";
  expect(text).toContain("Ada Bcc victim at example");
  expect(text).not.toMatch(/^Bcc:|evil\.example|victim@/m);
  expect(text).not.toContain("x".repeat(60));
  expect(text.match(/https?:\/\//g)).toHaveLength(1);
});

test("does not let a subject add headers to a mail", async () => {
  const mail = {
    to: "grace@example.com",
    subject: "Latchkey: Acme\r\nBcc: everybody@example.com",
    text: "Hello",
  } as const;
  await sendMail(mail, { owner: "usr_ada" });
  expect(received[0]).not.toMatch(/^Bcc:/m);
});

test("mails no character that a reader does not see, whatever a stored name holds", async () => {
  const mail = {
    to: "grace@example.com",
    subject: "Latchkey: \u202eAcme\u200b",
    text: "Hello \u202eAda\u200b,\nthe key \u0007Laptop expires.",
  } as const;
  await sendMail(mail, { owner: "usr_ada" });
  expect(received[0]).toMatch(/^Subject: Latchkey: Acme\r$/m);
  expect(received[0]).toMatch(/^Hello Ada,\r\nthe key Laptop expires\.\r$/m);
});
