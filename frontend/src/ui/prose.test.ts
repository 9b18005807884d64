import { describe, expect, it } from 'vitest';
import { blocksOf } from './prose';

describe('what somebody typed', () => {
  it('falls into paragraphs and lists', () => {
    expect(blocksOf('First.\nStill first.\n\nYou will:\n- Build\n- Run, and\n\nLast.')).toEqual([
      { kind: 'words', lines: ['First.', 'Still first.'] },
      { kind: 'words', lines: ['You will:'] },
      { kind: 'list', lines: ['Build', 'Run, and'] },
      { kind: 'words', lines: ['Last.'] },
    ]);
  });

  it('keeps dashes inside a line, and nothing of an empty text', () => {
    expect(blocksOf('Lyon - Confluence')).toEqual([{ kind: 'words', lines: ['Lyon - Confluence'] }]);
    expect(blocksOf(' \n\n')).toEqual([]);
  });
});
