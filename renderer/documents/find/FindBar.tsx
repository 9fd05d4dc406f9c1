import { ArrowDown, ArrowUp, CaseSensitive, Regex, WholeWord, X } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { Button } from "../../ui/Button";
import { shortcutWords } from "../../ui/shortcut";
import type { Finder } from "./finder";
import type { Query } from "./query";
import "./find.css";

/**
 * The bar that finds and replaces in the document. Enter and Shift+Enter step through the matches, Escape
 * closes the bar.
 */
export function FindBar({
  finder,
  start,
  replacing,
  editable,
  onChange,
  onClose,
}: {
  finder: Finder;
  /** The first query and the first replacement. */
  start: { readonly query: Query; readonly by: string };
  /** Whether the bar shows the row for replacing. */
  replacing: boolean;
  editable: boolean;
  onChange: (query: Query, by: string) => void;
  onClose: () => void;
}) {
  const [query, setQuery] = useState(start.query);
  const [by, setBy] = useState(start.by);
  const input = useRef<HTMLInputElement>(null);
  const state = useSyncExternalStore(finder.subscribe, finder.state);
  useEffect(() => finder.find(query), [finder, query]);
  useEffect(() => input.current?.select(), []);
  const change = (part: Partial<Query>) => {
    const next = { ...query, ...part };
    setQuery(next);
    onChange(next, by);
  };
  const toggle = (name: "matchCase" | "wholeWord" | "regex", title: string, icon: ReactNode) => (
    <button
      type="button"
      className={query[name] ? "tool here" : "tool"}
      aria-pressed={query[name]}
      aria-label={title}
      title={title}
      onClick={() => change({ [name]: !query[name] })}
    >
      {icon}
    </button>
  );
  const idle = state.count === 0;

  return (
    <search
      className="document-bar plain find-bar"
      aria-label={replacing ? "Find and replace" : "Find"}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        onClose();
      }}
    >
      <form
        className="find-row"
        onSubmit={(event) => {
          event.preventDefault();
          void finder.step(1);
        }}
      >
        <label>
          <span className="find-name">Find</span>
          <input
            ref={input}
            className="field"
            value={query.text}
            spellCheck={false}
            onChange={(event) => change({ text: event.currentTarget.value })}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || !event.shiftKey) return;
              event.preventDefault();
              void finder.step(-1);
            }}
          />
        </label>
        <span className="group">
          {toggle("matchCase", "Match case", <CaseSensitive size={16} aria-hidden />)}
          {toggle("wholeWord", "Whole words", <WholeWord size={16} aria-hidden />)}
          {toggle("regex", "Regular expression", <Regex size={15} aria-hidden />)}
        </span>
        <span className="group">
          <button
            type="button"
            className="tool"
            aria-label="Previous match"
            title={`Previous match (${shortcutWords("Shift+F3")})`}
            disabled={idle}
            onClick={() => void finder.step(-1)}
          >
            <ArrowUp size={15} aria-hidden />
          </button>
          <button
            type="submit"
            className="tool"
            aria-label="Next match"
            title={`Next match (${shortcutWords("F3")})`}
            disabled={idle}
          >
            <ArrowDown size={15} aria-hidden />
          </button>
        </span>
        <span className="find-word" role="status">
          {wordOf(state, query)}
        </span>
        <button
          type="button"
          className="tool"
          aria-label="Close"
          title={`Close (${shortcutWords("Escape")})`}
          onClick={onClose}
        >
          <X size={15} aria-hidden />
        </button>
      </form>
      {replacing && (
        <form
          className="find-row"
          onSubmit={(event) => {
            event.preventDefault();
            void finder.replace(by);
          }}
        >
          <label>
            <span className="find-name">Replace</span>
            <input
              className="field"
              value={by}
              spellCheck={false}
              placeholder={query.regex ? "$1 is the first group" : "With nothing"}
              disabled={!editable}
              onChange={(event) => {
                setBy(event.currentTarget.value);
                onChange(query, event.currentTarget.value);
              }}
            />
          </label>
          <Button type="submit" disabled={idle || !editable}>
            Replace
          </Button>
          <Button
            disabled={idle || !editable}
            onClick={() => {
              // A button without matches is disabled and would lose the focus, so the field takes the focus
              // first.
              input.current?.focus();
              void finder.replaceAll(by);
            }}
          >
            Replace all
          </Button>
        </form>
      )}
    </search>
  );
}

const number = new Intl.NumberFormat("en-GB");

function wordOf(
  { searching, count, current, word }: ReturnType<Finder["state"]>,
  { text }: Query,
): string {
  if (word !== undefined) return word;
  if (text === "") return "";
  if (searching) return "Searching…";
  return count === 0 ? "Not found" : `${number.format(current)} of ${number.format(count)}`;
}
