/** What a server said, as a quotation that nobody takes for words of Latchkey. Renders nothing when it said nothing. */
export function Said({ words }: { words: string | null }) {
  if (words === null) return null;
  return (
    <p>
      <span>The server said: </span>
      <q className="[overflow-wrap:anywhere] text-foreground">{words}</q>
    </p>
  );
}
