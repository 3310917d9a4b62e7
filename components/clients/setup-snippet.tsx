import { SquareArrowOutUpRight } from "lucide-react";
import { buttonStyles } from "#components/ui/button";
import { CodeBlock } from "#components/ui/code-block";
import type { Client, Setup, SetupInput } from "#lib/clients/model/setup";

export type SnippetProps = SetupInput & {
  /** Shown in place of the token. A copy always contains the token itself. */
  shownToken?: string;
  /** Called when a text with the token was copied. */
  onCopied?: () => void;
  onRefused?: () => void;
};

/** Shows the texts that connect one client, each with the file or the terminal where it belongs. */
export function SetupSnippet({ client, shownToken, onCopied, onRefused, ...input }: SnippetProps & { client: Client }) {
  const { token } = input;
  return (
    <SetupTexts
      title={client.title}
      setup={client.setup(input)}
      shown={(text) => (shownToken ? text.replaceAll(token, shownToken) : text)}
      onCopied={(text) => text.includes(token) && onCopied?.()}
      onRefused={onRefused}
    />
  );
}

type SetupTextsProps = {
  /** The name of the client. */
  title: string;
  setup: Setup;
  /** Makes what the screen shows of a text; a copy contains the text itself. */
  shown?: (text: string) => string;
  onCopied?: (text: string) => void;
  onRefused?: () => void;
};

/** Shows the texts of a set-up, what else there is to know, and the link that opens the client. */
export function SetupTexts({ title, setup, shown, onCopied, onRefused }: SetupTextsProps) {
  const { blocks, note, deepLink } = setup;
  return (
    <div className="grid min-w-0 gap-2">
      {blocks.map(({ where, text }, index) => (
        <CodeBlock
          key={where}
          wrap
          title={where}
          code={shown ? shown(text) : text}
          copyValue={text}
          accessibleCopyLabel={index === 0 ? `Copy set-up for ${title}` : `Copy ${where}`}
          onCopied={() => onCopied?.(text)}
          onRefused={onRefused}
        />
      ))}
      {note && <p className="text-muted-foreground text-sm">{note}</p>}
      {deepLink && <DeepLink link={deepLink} />}
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
