import type { SightNaming } from "#lib/gateway/preview/dto";

/** Says how tools are named for a key that reaches several workspaces, with a name that its client will see. */
export function NamingNote({ naming: { example, shortened } }: { naming: SightNaming }) {
  return (
    <p className="break-words text-muted-foreground text-sm">
      <span>The key reaches several workspaces, so each tool’s name begins with its workspace and server: </span>
      <Name>{example ?? shortened ?? "workspace__server__tool"}</Name>
      <span>.</span>
      {shortened && shortened !== (example ?? shortened) && (
        <>
          <span> To leave clients room for a prefix of their own, longer names are shortened: </span>
          <Name>{shortened}</Name>
          <span>.</span>
        </>
      )}
    </p>
  );
}

function Name({ children }: { children: string }) {
  return <code className="break-all font-mono text-foreground text-xs">{children}</code>;
}
