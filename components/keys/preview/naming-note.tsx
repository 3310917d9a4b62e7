import type { Noun } from "#components/keys/facts/noun";
import type { SightNaming } from "#lib/gateway/preview/dto";

/** Says how tools are named for a key that reaches several workspaces, with names that its client will see. */
export function NamingNote({ naming: { example, shortened }, noun }: { naming: SightNaming; noun: Noun }) {
  return (
    <div className="grid gap-1 text-muted-foreground text-sm">
      <p>{`The ${noun} reaches several workspaces, so the names of tools begin with workspace and server:`}</p>
      <Name>{example ?? shortened ?? "workspace__server__tool"}</Name>
      {example && shortened && (
        <>
          <p>Longer names are shortened, because clients put a prefix of their own in front:</p>
          <Name>{shortened}</Name>
        </>
      )}
    </div>
  );
}

function Name({ children }: { children: string }) {
  return <code className="break-all font-mono text-foreground text-xs">{children}</code>;
}
