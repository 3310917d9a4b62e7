"use client";

import { RelativeTime } from "#components/time/relative-time";
import { Fieldset } from "#components/ui/field";
import { Radio } from "#components/ui/radio-group";
import type { KeyView } from "#lib/keys/view/dto";

type EarlierChoiceProps = {
  earlier: KeyView[];
  /** The id of the app that is connected again; null for a new one. */
  chosen: string | null;
  newName: string;
  onChoose: (id: string | null) => void;
};

/** Asks which installation of a program this is, because they look alike to Latchkey. */
export function EarlierChoice({ earlier, chosen, newName, onChoose }: EarlierChoiceProps) {
  return (
    <Fieldset label="Which installation is this?" help="An installation that is connected again keeps its choices.">
      <div className="grid max-h-64 gap-2 overflow-y-auto">
        {earlier.map((app) => (
          <Radio
            key={app.id}
            name="appId"
            value={app.id}
            checked={chosen === app.id}
            onChange={() => onChoose(app.id)}
            label={<span className="[overflow-wrap:anywhere]">{app.name ?? app.app?.name}</span>}
            help={<ConnectedBefore app={app} />}
          />
        ))}
        <Radio
          name="appId"
          value=""
          checked={chosen === null}
          onChange={() => onChoose(null)}
          label="Another installation"
          help={`It is listed as ${newName}. The others stay connected.`}
        />
      </div>
    </Fieldset>
  );
}

/** "Connected before: 3 Nov 2026, last used 2 hours ago from 192.0.2.7" */
export function ConnectedBefore({ app: { createdAt, lastUse } }: { app: KeyView }) {
  return (
    <span>
      <span>
        Connected before: <RelativeTime at={createdAt} as="date" />
      </span>
      {lastUse ? (
        <span key="used">
          <span>
            , last used <RelativeTime at={lastUse.at} />
          </span>
          {lastUse.address && <span>{` from ${lastUse.address}`}</span>}
        </span>
      ) : (
        <span key="unused">, never used</span>
      )}
    </span>
  );
}
