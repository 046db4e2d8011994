import type { Command } from './arguments';
import type { CommandContext, ExitCode } from './command-context';
import { drop } from './commands/drop';
import { list } from './commands/list';
import { forecastReplay, replay } from './commands/replay';
import { show } from './commands/show';

type RunnableCommand = Exclude<Command, { readonly name: 'help' }>;

export function runCommand(context: CommandContext, command: RunnableCommand): Promise<ExitCode> {
  for (const note of context.store.notes) context.writeNote(note);
  switch (command.name) {
    case 'list':
      return list(context, command);
    case 'show':
      return show(context, command);
    case 'drop':
      return drop(context, command);
    case 'replay':
      return command.isDryRun ? forecastReplay(context, command) : replay(context, command);
  }
}
