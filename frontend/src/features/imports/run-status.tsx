import type { ImportRun } from '@/api/types';
import { useCodeText } from '@/i18n/use-code-text';
import { Mark, type Tone } from '@/ui/mark';

const TONES: Record<string, Tone> = {
  running: 'info',
  succeeded: 'good',
  succeeded_with_errors: 'warn',
  failed: 'bad',
};

export function RunStatus({ status }: Pick<ImportRun, 'status'>) {
  const codeText = useCodeText();
  return <Mark tone={TONES[status] ?? 'plain'}>{codeText('imports.status', status) ?? status}</Mark>;
}
