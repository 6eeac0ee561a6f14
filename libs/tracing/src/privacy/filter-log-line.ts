import { getPrivacyFilter } from './configured-filter.js';

/** A line of the logger, which is JSON, as it may leave the process; it stays JSON. */
export function filterLogLine(line: string): string {
  try {
    const data: unknown = JSON.parse(line);
    return `${JSON.stringify(getPrivacyFilter().filterData(data))}\n`;
  } catch {
    return `${JSON.stringify({ level: 'error', message: '[filtered]: a log line that was no JSON' })}\n`;
  }
}
