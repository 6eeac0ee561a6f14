import { Finding } from '@throughline/contracts';

const MAX_FINDINGS = 50;
/** Half of what a message may hold; the feedback has the other half. */
const MAX_BYTES = 100_000;

const HALF_CHARACTER = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Text without halves of characters, which cutting leaves, and which neither JSON nor a database takes. */
export const wellFormed = (text: string): string => text.replace(HALF_CHARACTER, '\ufffd');

/** What a message holds of the findings, the new ones first; the feedback text has more of what matters. */
export function boundedFindings(findings: readonly Finding[]): Finding[] {
  const ordered = [...findings.filter((each) => each.isNew), ...findings.filter((each) => !each.isNew)];
  const kept: Finding[] = [];
  let bytes = 0;
  for (const finding of ordered.slice(0, MAX_FINDINGS).map(wellFormedFinding)) {
    bytes += Buffer.byteLength(JSON.stringify(finding));
    if (bytes > MAX_BYTES) break;
    kept.push(finding);
  }
  return kept;
}

function wellFormedFinding(finding: Finding): Finding {
  const { rule, file, message } = finding;
  return Object.assign(new Finding(), finding, {
    rule: wellFormed(rule),
    file: file === null ? null : wellFormed(file),
    message: wellFormed(message),
  });
}
