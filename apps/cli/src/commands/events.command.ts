import type { RunEvent } from '@throughline/contracts';
import { EXIT, type ExitCode } from '../errors/exit-code.js';
import { withPlatform } from '../platform/with-platform.js';
import { eventLine } from '../runs/progress-line.js';
import { allEvents } from '../runs/run-events.js';
import { Interruption } from '../terminal/interruption.js';
import type { Output } from '../terminal/output.js';
import type { CommandContext } from './command-context.js';
import type { JsonOption } from './json-option.js';

export interface EventsOptions extends JsonOption {
  readonly fromStart?: boolean;
}

/** Prints what happens in all runs until Ctrl-C. */
export async function eventsCommand(options: EventsOptions, context: CommandContext): Promise<ExitCode> {
  const output = context.output(options.json);
  using interruption = new Interruption((text) => output.line(text));
  const ended = new AbortController();
  interruption.onFirst(() => ended.abort());
  const signal = AbortSignal.any([ended.signal, interruption.left]);
  await withPlatform(context.home(), async ({ client }) => {
    try {
      for await (const event of allEvents(client, options.fromStart === true ? 'start' : 'now', signal))
        show(event, output);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  });
  return EXIT.succeeded;
}

function show(event: RunEvent, output: Output): void {
  if (output.isJson) output.object(event);
  else output.line(eventLine(event, output.colors));
}
