import { Extension } from "@tiptap/core";
import { Plugin } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";
import { idAt, questionsIn, type SpecSpot } from "./spec-decorations";

/** Handlers for the IDs and the open questions of a document. */
export interface SpecEvents {
  /** Goes to the target of an ID. */
  onGo(spot: SpecSpot): void;
  /** The pointer rests on an ID, or has left the ID (undefined). */
  onHover(spot: SpecSpot | undefined): void;
  /** Answers an open question. */
  onAnswer(spot: SpecSpot): void;
}

/** Milliseconds that the pointer rests on an ID before its preview is shown. */
const previewDelay = 350;

/**
 * Ctrl or Cmd with a click or with Enter follows an ID. A resting pointer shows its preview. The button
 * "Answer" answers a question.
 */
export const specEvents = (events: SpecEvents): Extension =>
  // Before the line break that Mod+Enter makes elsewhere.
  Extension.create({
    name: "specEvents",
    priority: 1_000,
    addProseMirrorPlugins: () => [plugin(events)],
  });

function plugin({ onGo, onHover, onAnswer }: SpecEvents): Plugin {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let resting: Element | undefined;
  const leave = () => {
    clearTimeout(timer);
    if (resting) onHover(undefined);
    resting = undefined;
  };
  return new Plugin({
    view: () => ({ destroy: () => clearTimeout(timer) }),
    props: {
      handleClick(view, _position, event) {
        const chip = event.ctrlKey || event.metaKey ? chipOf(event.target) : undefined;
        const spot = chip && spotOf(view, chip);
        if (!spot) return false;
        event.preventDefault();
        onGo(spot);
        return true;
      },
      handleKeyDown(view, event) {
        // In a task Mod+Enter ticks.
        if (
          event.key !== "Enter" ||
          !(event.ctrlKey || event.metaKey) ||
          event.shiftKey ||
          event.altKey
        )
          return false;
        const { $head } = view.state.selection;
        const spot = idAt(view.state, $head.pos);
        const inTask = $head.depth > 1 && $head.node(-1).type.name === "taskItem";
        if (!spot || inTask || $head.pos < spot.from || $head.pos > spot.to) return false;
        onGo(spot);
        return true;
      },
      handleDOMEvents: {
        mouseover(view, event) {
          const chip = chipOf(event.target);
          if (chip === resting) return false;
          leave();
          if (!chip || event.buttons !== 0) return false;
          resting = chip;
          timer = setTimeout(() => {
            const spot = chip.isConnected ? spotOf(view, chip) : undefined;
            if (spot) onHover(spot);
          }, previewDelay);
          return false;
        },
        mouseleave() {
          leave();
          return false;
        },
        // Before the click moves the cursor.
        mousedown(view, event) {
          if (!(event.target instanceof Element) || !event.target.closest(".spec-answer"))
            return false;
          event.preventDefault();
          const end = view.posAtDOM(event.target, 0);
          const spot = questionsIn(view.state).findLast(({ to }) => to <= end);
          if (spot && view.editable) onAnswer(spot);
          return true;
        },
      },
    },
  });
}

const chipOf = (target: EventTarget | null): Element | undefined =>
  (target instanceof Element && target.closest("[data-spec-id]")) || undefined;

const spotOf = (view: EditorView, chip: Element): SpecSpot | undefined =>
  idAt(view.state, view.posAtDOM(chip, 0));
