import type { Command } from './arguments';
import { drop } from './commands/drop';
import { list } from './commands/list';
import { forecastReplay, replay } from './commands/replay';
import { show } from './commands/show';
import type { Desk, ExitCode } from './desk';

type RunnableCommand = Exclude<Command, { readonly name: 'help' }>;

export function runCommand(desk: Desk, command: RunnableCommand): Promise<ExitCode> {
  for (const note of desk.store.notes) desk.remark(note);
  switch (command.name) {
    case 'list':
      return list(desk, command);
    case 'show':
      return show(desk, command);
    case 'drop':
      return drop(desk, command);
    case 'replay':
      return command.isDryRun ? forecastReplay(desk, command) : replay(desk, command);
  }
}
