import classes from './prose.module.css';

export interface Block {
  kind: 'words' | 'list';
  lines: string[];
}

/** Splits what somebody typed at empty lines, and takes lines that begin with a dash as a list. */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  for (const paragraph of text.split(/\n\s*\n/)) {
    for (const [index, line] of paragraph.split('\n').entries()) {
      const item = /^\s*[-–•*]\s+(.*)$/.exec(line)?.[1];
      const kind = item === undefined ? 'words' : 'list';
      const last = blocks.at(-1);
      if (index > 0 && last?.kind === kind) last.lines.push(item ?? line);
      else if (line.trim() !== '') blocks.push({ kind, lines: [item ?? line] });
    }
  }
  return blocks;
}

/** Plain text that somebody typed, with its paragraphs and lists. No markup is read. */
export function Prose({ text }: { text: string }) {
  return (
    <div className={classes.prose}>
      {blocksOf(text).map(({ kind, lines }, index) =>
        kind === 'list' ? (
          <ul key={index}>
            {lines.map((line, place) => (
              <li key={place}>{line}</li>
            ))}
          </ul>
        ) : (
          <p key={index}>{lines.join('\n')}</p>
        ),
      )}
    </div>
  );
}
