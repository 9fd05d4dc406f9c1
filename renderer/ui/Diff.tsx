import type { DiffHunk, DiffLine } from "@shared/review/unified-diff";
import { withHiddenMarked } from "@shared/text/hidden-signs";
import { type KeyboardEvent, useId, useRef, useState } from "react";
import { ShownText } from "./ShownText";
import "./diff.css";

/** One changed file: its entry in lists, and its lines. */
export interface ShownFile {
  readonly path: string;
  /** The path before a rename. */
  readonly was?: string;
  readonly status: "added" | "modified" | "deleted" | "renamed" | "type-changed";
  /** Undefined for a binary file. */
  readonly added?: number;
  readonly removed?: number;
  readonly hunks: readonly DiffHunk[];
  /** The kind of file in one word; empty for a plain file. */
  readonly mark: string;
  /** Remarks to show above the lines. */
  readonly notes: readonly string[];
  /** The parts of the file that are not shown, in words with their size; undefined when all is shown. */
  readonly left?: string;
  /** The reason why nothing is shown, in words; used when there are no hunks. */
  readonly absence: string;
}

const letters = {
  added: "A",
  modified: "M",
  deleted: "D",
  renamed: "R",
  "type-changed": "T",
} as const;

/** The kind of change: a letter on screen, a word for screen readers. */
export function FileStatus({ status }: { status: ShownFile["status"] }) {
  return (
    <>
      <span aria-hidden="true" title={status}>
        {letters[status]}
      </span>
      <span className="visually-hidden">{status}</span>
    </>
  );
}

interface Counted {
  readonly added?: number | undefined;
  readonly removed?: number | undefined;
}

/** The number of added and removed lines; `binary` for a file without lines. */
export function LineCounts({ file }: { file: Counted }) {
  if (file.added === undefined && file.removed === undefined)
    return <span className="line-counts">binary</span>;
  return (
    <span className="line-counts">
      {file.added ? <span>+{file.added}</span> : null}
      {file.removed ? <span>−{file.removed}</span> : null}
    </span>
  );
}

/** The changes of several files, one file at a time. Arrow keys move between the files. */
export function Diff({
  files,
  selected,
  onSelect,
  onOpen,
  absence,
}: {
  files: readonly ShownFile[];
  /** A path. If no file has it and there is no `absence`, the first file is shown. */
  selected: string | undefined;
  onSelect: (path: string) => void;
  /** Shows the whole content of a file that the change leaves out; undefined where that is not possible. */
  onOpen?: ((path: string) => Promise<void>) | undefined;
  /** The text for a selected path that is not among the files. */
  absence?: string;
}) {
  const id = useId();
  const tabs = useRef<HTMLDivElement>(null);
  const here = Math.max(
    0,
    files.findIndex(({ path }) => path === selected),
  );
  const file = files[here];
  if (!file) return null;
  const absent =
    absence !== undefined && selected !== undefined && file.path !== selected
      ? { path: selected, absence }
      : undefined;

  const move = (event: KeyboardEvent) => {
    const to = {
      ArrowLeft: here - 1,
      ArrowUp: here - 1,
      ArrowRight: here + 1,
      ArrowDown: here + 1,
      Home: 0,
      End: files.length - 1,
    }[event.key];
    const next = to === undefined ? undefined : files[to];
    if (to === undefined || next === undefined) return;
    event.preventDefault();
    onSelect(next.path);
    const tab = tabs.current?.querySelectorAll<HTMLElement>("[role=tab]")[to];
    tab?.focus();
    tab?.scrollIntoView({ block: "nearest", inline: "nearest" });
  };

  return (
    <div className="diff">
      <div
        ref={tabs}
        className="diff-tabs"
        role="tablist"
        aria-label="Changed files"
        onKeyDown={move}
      >
        {files.map((each, index) => (
          <button
            key={each.path}
            type="button"
            role="tab"
            id={`${id}-${index}`}
            aria-selected={index === here && !absent}
            aria-controls={`${id}-lines`}
            tabIndex={index === here ? 0 : -1}
            title={withHiddenMarked(
              each.was === undefined ? each.path : `${each.path}, was ${each.was}`,
            )}
            onClick={() => onSelect(each.path)}
          >
            <FileStatus status={each.status} />
            <span className="cut path">
              <bdi>
                <ShownText text={each.path} />
              </bdi>
            </span>
            {each.mark !== "" && <span className="diff-mark">{each.mark}</span>}
            <LineCounts file={each} />
          </button>
        ))}
      </div>
      <div
        key={absent?.path ?? file.path}
        id={`${id}-lines`}
        className="diff-lines"
        role="tabpanel"
        {...(absent
          ? { "aria-label": withHiddenMarked(absent.path) }
          : { "aria-labelledby": `${id}-${here}` })}
        {...scrollable}
      >
        {absent ? (
          <p className="diff-absence">
            <span className="mono">
              <ShownText text={absent.path} />
            </span>{" "}
            {absent.absence}
          </p>
        ) : (
          <FileLines file={file} onOpen={onOpen} />
        )}
      </div>
    </div>
  );
}

/** A scrolling region must be reachable by keyboard, and keeps the keys that scroll it. */
const scrollable = { tabIndex: 0, "data-scrolls": true };

/** The number of lines that are drawn at first, and the number added each time the person asks for more. */
const drawn = { first: 3000, more: 20_000 } as const;

function FileLines({
  file,
  onOpen,
}: {
  file: ShownFile;
  onOpen: ((path: string) => Promise<void>) | undefined;
}) {
  const [most, setMost] = useState<number>(drawn.first);
  const [opening, setOpening] = useState(false);
  const total = file.hunks.reduce((sum, { lines }) => sum + lines.length, 0);
  const hunks = firstLines(file.hunks, most);
  const next = Math.min(drawn.more, total - most);
  const notes = file.notes.map((note) => (
    <p key={note} className="diff-absence diff-note">
      <ShownText text={note} />
    </p>
  ));
  if (total === 0)
    return (
      <>
        {notes}
        <p className="diff-absence">{file.absence}</p>
        {file.left !== undefined && onOpen && (
          <button
            type="button"
            className="btn diff-more"
            disabled={opening}
            onClick={() => {
              setOpening(true);
              onOpen(file.path).finally(() => setOpening(false));
            }}
          >
            Show all of it as text
          </button>
        )}
      </>
    );
  return (
    <div className="diff-sheet">
      {notes}
      {hunks.map((hunk) => (
        <div key={`${hunk.oldStart} ${hunk.newStart}`} className="diff-hunk">
          <div className="diff-place">
            {placeOf(hunk)}
            {hunk.heading && (
              <span>
                <ShownText text={hunk.heading} />
              </span>
            )}
          </div>
          {hunk.lines.map((line) => (
            <DiffRow key={`${line.old} ${line.new}`} line={line} />
          ))}
        </div>
      ))}
      {total > most && (
        <button type="button" className="btn diff-more" onClick={() => setMost(most + drawn.more)}>
          {next === total - most
            ? `Show the other ${next} lines`
            : `Show ${next} more of the other ${total - most} lines`}
        </button>
      )}
    </div>
  );
}

/**
 * The line at which a hunk begins. For a hunk with only removed lines this is the old line, because git gives
 * 0 as the new one.
 */
const placeOf = ({ oldStart, newStart, lines }: DiffHunk): string =>
  `Line ${lines.every(({ kind }) => kind === "removed") ? oldStart : newStart}`;

const signs = { context: " ", added: "+", removed: "−" } as const;

/** One line of a change. */
export function DiffRow({ line }: { line: DiffLine }) {
  return (
    <div className={`diff-line ${line.kind}`}>
      <span className="no" aria-hidden="true">
        {line.old}
      </span>
      <span className="no" aria-hidden="true">
        {line.new}
      </span>
      <span className="sign">{signs[line.kind]}</span>
      <code>
        <ShownText text={line.text.replace(/\r$/, "")} />
      </code>
      {line.noNewline && <span className="remark">no line end</span>}
    </div>
  );
}

function firstLines(hunks: readonly DiffHunk[], most: number): DiffHunk[] {
  const shown: DiffHunk[] = [];
  let left = most;
  for (const hunk of hunks) {
    if (left <= 0) break;
    shown.push({ ...hunk, lines: hunk.lines.slice(0, left) });
    left -= hunk.lines.length;
  }
  return shown;
}
