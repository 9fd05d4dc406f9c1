import { computePosition, flip, offset, shift } from "@floating-ui/dom";
import type { Editor } from "@tiptap/core";
import { TextSelection } from "@tiptap/pm/state";
import { useEditorState } from "@tiptap/react";
import { Bold, Code, Italic, Link, type LucideIcon, Strikethrough } from "lucide-react";
import {
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { useCommands } from "../../store/commands";
import { shortcutWords } from "../../ui/shortcut";
import { markFormats } from "../editor/formats";
import "./selection-bar.css";

const icons: Readonly<Record<string, LucideIcon>> = {
  bold: Bold,
  italic: Italic,
  code: Code,
  strike: Strikethrough,
};

/**
 * The formats of selected text, above the selection. Without room the bar is below, and it is hidden when the
 * selection fills the pane. Alt+F10 focuses the bar, Escape returns to the text.
 */
export function SelectionBar({
  editor,
  scroller,
  onLink,
}: {
  editor: Editor;
  scroller: RefObject<HTMLElement | null>;
  onLink: () => void;
}) {
  const bar = useRef<HTMLDivElement>(null);
  const busy = usePointerDown(scroller);
  const [inside, setInside] = useState(false);
  const here = useEditorState({
    editor,
    selector: () => ({
      range: markableRange(editor),
      on: markFormats.filter((format) => format.on?.(editor)).map(({ name }) => name),
      link: editor.isActive("link"),
      focused: editor.isFocused,
    }),
  });
  const { range } = here;
  const shown = range !== undefined && (here.focused || inside) && !busy;

  useLayoutEffect(() => {
    const element = bar.current;
    const pane = scroller.current;
    if (!shown || !element || !pane) return;
    const place = () => void putBeside(editor, range, element, pane);
    place();
    pane.addEventListener("scroll", place, { passive: true });
    window.addEventListener("resize", place);
    return () => {
      pane.removeEventListener("scroll", place);
      window.removeEventListener("resize", place);
    };
  }, [editor, scroller, shown, range]);

  const leave = () => editor.commands.focus();
  useCommands([
    {
      id: "document.formatBar",
      title: "Go to the formats of the selection",
      group: "Go",
      shortcut: "Alt+F10",
      enabled: range !== undefined,
      run: () => bar.current?.querySelector("button")?.focus(),
    },
  ]);
  if (!shown) return null;

  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      leave();
      return;
    }
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const all = [...event.currentTarget.querySelectorAll("button")];
    const at = all.findIndex((button) => button.matches(":focus"));
    if (step === 0) return;
    event.preventDefault();
    all[(at + step + all.length) % all.length]?.focus();
  };

  return (
    <div
      ref={bar}
      className="selection-bar"
      role="toolbar"
      aria-label="Selected text"
      onKeyDown={move}
      onFocus={() => setInside(true)}
      onBlur={(event) => setInside(event.currentTarget.contains(event.relatedTarget))}
      // The text keeps its selection and the focus while a button is pressed.
      onMouseDown={(event) => event.preventDefault()}
    >
      {markFormats.map(({ name, title, shortcut, run }, index) => {
        const Icon = icons[name];
        return (
          <button
            key={name}
            type="button"
            tabIndex={index === 0 ? 0 : -1}
            className={here.on.includes(name) ? "tool here" : "tool"}
            aria-pressed={here.on.includes(name)}
            aria-label={title}
            title={shortcut === undefined ? title : `${title} (${shortcutWords(shortcut)})`}
            onClick={() => run(editor)}
          >
            {Icon && <Icon size={15} strokeWidth={1.75} aria-hidden />}
          </button>
        );
      })}
      <button
        type="button"
        tabIndex={-1}
        className={here.link ? "tool here" : "tool"}
        aria-pressed={here.link}
        aria-label="Link"
        title={`Link (${shortcutWords("Mod+Shift+K")})`}
        onClick={onLink}
      >
        <Link size={15} strokeWidth={1.75} aria-hidden />
      </button>
    </div>
  );
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** The selected text, if it can have marks. */
function markableRange({ state, isEditable }: Editor): Range | undefined {
  const { selection, doc } = state;
  if (!isEditable || !(selection instanceof TextSelection) || selection.empty) return undefined;
  const { from, to, $from, $to } = selection;
  if ($from.parent.type.spec.code || $to.parent.type.spec.code) return undefined;
  return /\S/.test(doc.textBetween(from, Math.min(to, from + 200), " ")) ? { from, to } : undefined;
}

/** Whether the pointer is down. While the mouse extends the selection, the bar would be in its way. */
function usePointerDown(scroller: RefObject<HTMLElement | null>): boolean {
  const [down, setDown] = useState(false);
  useEffect(() => {
    const start = (event: PointerEvent) =>
      setDown(event.target instanceof Node && scroller.current?.contains(event.target) === true);
    const end = () => setDown(false);
    window.addEventListener("pointerdown", start);
    window.addEventListener("pointerup", end);
    window.addEventListener("pointercancel", end);
    return () => {
      window.removeEventListener("pointerdown", start);
      window.removeEventListener("pointerup", end);
      window.removeEventListener("pointercancel", end);
    };
  }, [scroller]);
  return down;
}

async function putBeside(
  editor: Editor,
  { from, to }: Range,
  bar: HTMLElement,
  pane: HTMLElement,
): Promise<void> {
  const start = editor.view.coordsAtPos(from, 1);
  const end = editor.view.coordsAtPos(to, -1);
  const oneLine = start.top === end.top;
  const text = editor.view.dom.getBoundingClientRect();
  const left = oneLine ? start.left : text.left;
  const rect = new DOMRect(
    left,
    start.top,
    (oneLine ? end.right : text.right) - left,
    end.bottom - start.top,
  );
  const { x, y } = await computePosition({ getBoundingClientRect: () => rect }, bar, {
    strategy: "fixed",
    placement: "top-start",
    middleware: [offset(6), flip({ boundary: pane }), shift({ boundary: pane, padding: 8 })],
  });
  const room = pane.getBoundingClientRect();
  const fits = y >= room.top && y + bar.offsetHeight <= room.bottom;
  Object.assign(bar.style, {
    left: `${x}px`,
    top: `${y}px`,
    visibility: fits ? "visible" : "hidden",
  });
}
