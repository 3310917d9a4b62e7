import type { Role } from "#lib/auth/permissions";
import type { Mail } from "#lib/mail/send";
import { typedName } from "#lib/mail/typed-name";

/** How many days an invitation can be accepted. */
export const INVITATION_DAYS = 7;

const ROLES: Record<Role, string> = { owner: "an owner", admin: "an admin", member: "a member" };

type InvitationMail = {
  to: string;
  role: Role;
  inviterName: string;
  workspaceName: string;
  /** The link of the invitation. It holds the secret, and it is the only link in the mail. */
  url: string;
};

/** Writes the mail of an invitation: who invites whom to what, and what happens next. */
export function invitationMail({ to, role, inviterName, workspaceName, url }: InvitationMail): Mail {
  const [inviter, workspace] = [typedName(inviterName), typedName(workspaceName)];
  const paragraphs = [
    "Hello,",
    `${inviter} invites you to the workspace ${workspace} as ${ROLES[role]}.`,
    `Accept the invitation within ${INVITATION_DAYS} days:\n${url}`,
    "The link asks you to sign in, or to create an account for the address that got this mail. You join when you press the button there. Until then nothing changes.",
    `If you do not expect this from ${inviter}, do nothing. The invitation then ends by itself.`,
    "Latchkey\n",
  ];
  return { to, subject: "Latchkey: invitation to a workspace", text: paragraphs.join("\n\n") };
}
