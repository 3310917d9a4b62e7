import { SquareArrowOutUpRight } from "lucide-react";
import { buttonStyles } from "#components/ui/button";
import { CodeBlock } from "#components/ui/code-block";
import type { Client, Setup, SetupInput } from "#lib/clients/setup";

export type SnippetProps = Omit<SetupInput, "serverName"> & {
  /** Shown in place of the token. A copy always contains the token itself. */
  shownToken?: string;
  onCopied?: () => void;
  onRefused?: () => void;
};

/** The name under which clients list the gateway. */
const SERVER_NAME = "latchkey";

/** Shows the text that connects one client, and the file or the terminal where the text belongs. */
export function SetupSnippet({ client, shownToken, onCopied, onRefused, ...input }: SnippetProps & { client: Client }) {
  const setup = client.setup({ ...input, serverName: SERVER_NAME });
  return (
    <div className="grid min-w-0 gap-2">
      <CodeBlock
        wrap
        title={setup.where}
        code={shownToken ? setup.text.replaceAll(input.token, shownToken) : setup.text}
        copyValue={setup.text}
        accessibleCopyLabel={`Copy set-up for ${client.title}`}
        onCopied={onCopied}
        onRefused={onRefused}
      />
      {setup.note && <p className="text-muted-foreground text-sm">{setup.note}</p>}
      {setup.deepLink && <DeepLink link={setup.deepLink} />}
    </div>
  );
}

function DeepLink({ link }: { link: NonNullable<Setup["deepLink"]> }) {
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted-foreground text-sm">
      <a href={link.url} className={buttonStyles({ size: "sm" })}>
        <SquareArrowOutUpRight aria-hidden />
        {link.label}
      </a>
      <span className="min-w-0 flex-1 basis-60">{link.note}</span>
    </p>
  );
}
