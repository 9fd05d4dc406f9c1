import { useLayoutEffect, useRef } from "react";
import { create } from "zustand";

export const commandGroups = ["File", "Edit", "Go", "Task", "Run", "View", "Help"] as const;
export type CommandGroup = (typeof commandGroups)[number];

/** Something the person can do. The menu, the shortcuts and the palette are all made from these. */
export interface Command {
  /** Stable: `place.verb`. */
  readonly id: string;
  readonly title: string;
  readonly group: CommandGroup;
  /** As Electron writes it: `Mod+K`, `Mod+Shift+P`, `F8`; Mod is Ctrl, or Cmd on a Mac. */
  readonly shortcut?: string;
  /** In a live terminal the key goes to the program there. Default false: the app answers it everywhere. */
  readonly leftToTerminal?: boolean;
  /** Default true. A command that cannot be done now is shown, but dimmed. */
  readonly enabled?: boolean;
  run(): void | Promise<void>;
}

interface Registry {
  readonly commands: ReadonlyMap<string, Command>;
}

export const useRegistry = create<Registry>(() => ({ commands: new Map() }));

/** Every command that can be given now, by group and then in order of registration. */
export function listCommands(registry: Registry): Command[] {
  const all = [...registry.commands.values()];
  return commandGroups.flatMap((group) => all.filter((command) => command.group === group));
}

/**
 * Offers commands for as long as the calling component is shown. `run` always is that of the latest
 * render; the registry itself changes only when what is shown of a command changes.
 */
export function useCommands(commands: readonly Command[]): void {
  // Before anything else happens: a key that is pressed right after a place was drawn is meant for what it shows.
  const latest = useRef(commands);
  useLayoutEffect(() => {
    latest.current = commands;
  });
  const face = JSON.stringify(
    commands.map(({ id, title, group, shortcut, leftToTerminal = false, enabled = true }) => ({
      id,
      title,
      group,
      ...(shortcut === undefined ? {} : { shortcut }),
      leftToTerminal,
      enabled,
    })),
  );
  useLayoutEffect(() => {
    const offered: Omit<Command, "run">[] = JSON.parse(face);
    const stable = offered.map((command) => ({
      ...command,
      run: () => latest.current.find(({ id }) => id === command.id)?.run(),
    }));
    useRegistry.setState(({ commands: now }) => ({
      commands: new Map([...now, ...stable.map((command) => [command.id, command] as const)]),
    }));
    return () => {
      useRegistry.setState(({ commands: now }) => ({
        commands: new Map([...now].filter(([, command]) => !stable.some((it) => it === command))),
      }));
    };
  }, [face]);
}
