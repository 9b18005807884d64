const segmenter = new Intl.Segmenter();

const letter = (part = ''): string => [...segmenter.segment(part)][0]?.segment ?? '';

/** First letters of the first and the last part of a name, in any script. */
export function initials(name: string): string {
  const parts = name.split(/\s+/).filter((part) => part !== '');
  const first = letter(parts[0]);
  const last = parts.length > 1 ? letter(parts.at(-1)) : '';
  return (first + last).toLocaleUpperCase();
}
