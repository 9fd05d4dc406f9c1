import type { ProjectSnapshot } from "@shared/contracts/project";
import { ArrowLeft, ArrowRight } from "lucide-react";
import { useEffect } from "react";
import { useCommands } from "../store/commands";
import { goBack, goForward, placeTo, type Route, useRoute } from "../store/route";
import { routeFits } from "../store/route-memory";
import { onMac, shortcutWords } from "../ui/shortcut";

/** The side buttons of a mouse, as `MouseEvent.button`. */
const mouse = { back: 3, forward: 4 } as const;

/** On a Mac, Alt with an arrow moves the cursor by a word. */
const keys = () =>
  onMac()
    ? ({ back: "Mod+[", forward: "Mod+]" } as const)
    : ({ back: "Alt+ArrowLeft", forward: "Alt+ArrowRight" } as const);

/** Back and Forward through the shown places: as commands, as mouse buttons, and as two arrows. */
export function BackAndForward({ project }: { project: ProjectSnapshot }) {
  const visited = useRoute();
  const fits = (route: Route) => routeFits(route, project);
  const back = placeTo("back", visited, fits) !== undefined;
  const forward = placeTo("forward", visited, fits) !== undefined;
  const shortcuts = keys();
  useCommands([
    {
      id: "go.back",
      title: "Back",
      group: "Go",
      shortcut: shortcuts.back,
      leftToTerminal: true,
      enabled: back,
      run: () => goBack(fits),
    },
    {
      id: "go.forward",
      title: "Forward",
      group: "Go",
      shortcut: shortcuts.forward,
      leftToTerminal: true,
      enabled: forward,
      run: () => goForward(fits),
    },
  ]);
  useEffect(() => {
    const released = (event: MouseEvent) => {
      const there = (route: Route) => routeFits(route, project);
      if (event.button === mouse.back) goBack(there);
      else if (event.button === mouse.forward) goForward(there);
      else return;
      event.preventDefault();
    };
    window.addEventListener("mouseup", released);
    return () => window.removeEventListener("mouseup", released);
  }, [project]);

  return (
    <span className="title-places">
      <button
        type="button"
        className="icon"
        aria-label="Back"
        title={`Back (${shortcutWords(shortcuts.back)})`}
        disabled={!back}
        onClick={() => goBack(fits)}
      >
        <ArrowLeft size={15} aria-hidden />
      </button>
      <button
        type="button"
        className="icon"
        aria-label="Forward"
        title={`Forward (${shortcutWords(shortcuts.forward)})`}
        disabled={!forward}
        onClick={() => goForward(fits)}
      >
        <ArrowRight size={15} aria-hidden />
      </button>
    </span>
  );
}
