import { keyLabel } from "#components/keys/facts/key-label";
import type { EffectState } from "#components/policy/use-policy-effect";
import { Notice } from "#components/ui/notice";
import type { AffectedKeys, PolicyEffectView } from "#lib/policy/dto";

type PolicyEffectProps = { state: EffectState; workspace: { name: string } };

/** Shows which keys the policy would block or unblock if it were saved now. Announces each change. */
export function PolicyEffect({ state, workspace }: PolicyEffectProps) {
  return (
    <div aria-live="polite" aria-busy={state.status === "asking"} className="grid gap-3">
      <Content state={state} workspace={workspace} />
    </div>
  );
}

function Content({ state, workspace }: PolicyEffectProps) {
  switch (state.status) {
    case "unchanged":
      return (
        <p className="text-muted-foreground">Change something to see which keys and apps it blocks or unblocks.</p>
      );
    case "asking":
      return (
        <p key="checking" className="text-muted-foreground">
          Checking the keys and apps of {workspace.name}…
        </p>
      );
    case "wrong":
      return (
        <p className="text-muted-foreground">Correct the policy to see which keys and apps it blocks or unblocks.</p>
      );
    case "failed":
      return (
        <p className="text-muted-foreground">
          The keys and apps could not be checked just now, so the effect is not known. Change something to try again.
        </p>
      );
    case "known":
      return <Effect effect={state.effect} workspace={workspace} />;
  }
}

function Effect({ effect, workspace }: { effect: PolicyEffectView; workspace: { name: string } }) {
  const { blocked, unblocked, shutOutAddress, isComplete } = effect;
  return (
    <>
      {blocked.count > 0 && (
        <Notice tone="warning" title={`${counted(blocked.count, isComplete)} will be blocked in ${workspace.name}`}>
          <Names keys={blocked} />
        </Notice>
      )}
      {unblocked.count > 0 && (
        <Notice title={`${counted(unblocked.count, isComplete)} will work again in ${workspace.name}`}>
          <Names keys={unblocked} />
        </Notice>
      )}
      {blocked.count === 0 && unblocked.count === 0 && (
        <p className="text-muted-foreground">This does not block or unblock any key or app of {workspace.name}.</p>
      )}
      {shutOutAddress && (
        <Notice tone="warning" title="Your own address is in none of these networks">
          Clients from {shutOutAddress}, where you are now, will be blocked.
        </Notice>
      )}
    </>
  );
}

function counted(count: number, isComplete: boolean): string {
  const keys = `${count.toLocaleString("en")} ${count === 1 ? "key or app" : "keys and apps"}`;
  return isComplete ? keys : `At least ${keys}`;
}

function Names({ keys: { count, named } }: { keys: AffectedKeys }) {
  return (
    <ul className="mt-1 grid gap-0.5">
      {named.map((key) => (
        <li key={key.id} className="break-words">
          {keyLabel(key)} ({key.ownerName ?? "service key"})
        </li>
      ))}
      {count > named.length && <li>and {(count - named.length).toLocaleString("en")} more</li>}
    </ul>
  );
}
