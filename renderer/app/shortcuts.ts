import { useEffect } from "react";
import { call, on } from "../store/bridge";
import { type Command, commandGroups, listCommands, useRegistry } from "../store/commands";
import { sayProblem } from "../store/notices";
import { onMac } from "../ui/shortcut";

/** Milliseconds without a change of the commands, after which the system's menu is rebuilt. */
const menuDelay = 300;

/** Runs a command. A failure is shown to the person. */
export function runCommand(command: Command): void {
  if (command.enabled === false) return;
  Promise.resolve()
    .then(() => command.run())
    .catch(sayProblem);
}

/**
 * Whether a key press matches a shortcut such as `Mod+Shift+P`. Mod is Ctrl, or Cmd on a Mac. Plus is the key
 * with a plus sign, with or without Shift, because many keyboards have the sign above `=`.
 */
export function matchesShortcut(
  shortcut: string,
  event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">,
  mac: boolean,
): boolean {
  const parts = shortcut.split("+");
  const key = parts.at(-1) ?? "";
  const wants = (name: string) => parts.slice(0, -1).includes(name);
  const isPlus = key === "Plus" && (event.key === "+" || event.key === "=");
  const [mod, other] = mac ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  return (
    (isPlus || event.key.toLowerCase() === key.toLowerCase()) &&
    mod === wants("Mod") &&
    !other &&
    (isPlus || event.shiftKey === wants("Shift")) &&
    event.altKey === wants("Alt")
  );
}

/** Handles every command's shortcut, and updates the system's menu from the registry. */
export function useMenuAndShortcuts(): void {
  const registry = useRegistry();
  useEffect(() => {
    const commands = listCommands(registry);
    const press = (event: KeyboardEvent) => {
      const command = commands.find(
        ({ shortcut }) => shortcut !== undefined && matchesShortcut(shortcut, event, onMac()),
      );
      if (!command || event.defaultPrevented) return;
      if (command.leftToTerminal && inLiveTerminal(event.target)) return;
      event.preventDefault();
      event.stopPropagation();
      runCommand(command);
    };
    // In the capture phase, so that a terminal or an editor does not take the app's own shortcuts.
    window.addEventListener("keydown", press, true);
    const stop = on("app.command", ({ id }) => {
      const command = registry.commands.get(id);
      if (command) runCommand(command);
    });
    // Commands change in bursts when a place is shown. Rebuilding the menu blocks the main process for tens of
    // milliseconds, in which the place needs its answers. So the menu is rebuilt later.
    const later = setTimeout(() => {
      call("app.menu", { groups: menuGroups(commands) }).catch(sayProblem);
    }, menuDelay);
    return () => {
      clearTimeout(later);
      window.removeEventListener("keydown", press, true);
      stop();
    };
  }, [registry]);
}

const inLiveTerminal = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest(".terminal:is(.live, .small)") !== null;

function menuGroups(commands: readonly Command[]) {
  return commandGroups
    .map((title) => ({
      title,
      items: commands
        .filter(({ group }) => group === title)
        .map(({ id, title: name, shortcut, enabled = true }) => ({
          id,
          title: name,
          ...(shortcut === undefined ? {} : { shortcut }),
          enabled,
        })),
    }))
    .filter(({ items }) => items.length > 0);
}
