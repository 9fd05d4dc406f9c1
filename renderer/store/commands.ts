import { useLayoutEffect, useRef } from "react";
import { create } from "zustand";

export const commandGroups = ["File", "Edit", "Go", "Task", "Run", "View", "Help"] as const;
export type CommandGroup = (typeof commandGroups)[number];

/** A command for the person. Menu, shortcuts and palette are made from the commands. */
export interface Command {
  /** Stable: `place.verb`. */
  readonly id: string;
  readonly title: string;
  readonly group: CommandGroup;
  /** In Electron's notation: `Mod+K`, `Mod+Shift+P`, `F8`. Mod is Ctrl, or Cmd on a Mac. */
  readonly shortcut?: string;
  /** Whether a live terminal passes the key to its program. Default false: the app handles the key everywhere. */
  readonly leftToTerminal?: boolean;
  /** Default true. A command that is not possible now is shown dimmed. */
  readonly enabled?: boolean;
  run(): void | Promise<void>;
}

interface Registry {
  readonly commands: ReadonlyMap<string, Command>;
}

export const useRegistry = create<Registry>(() => ({ commands: new Map() }));

/** All registered commands, by group and then in order of registration. */
export function listCommands(registry: Registry): Command[] {
  const all = [...registry.commands.values()];
  return commandGroups.flatMap((group) => all.filter((command) => command.group === group));
}

/**
 * Registers commands while the calling component is shown. `run` is always that of the latest render. The
 * registry changes only when a shown property of a command changes.
 */
export function useCommands(commands: readonly Command[]): void {
  // In a layout effect, because a key that is pressed right after drawing must reach the commands of the new
  // place.
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
