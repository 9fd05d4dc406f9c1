import type { Choice, Conflict } from "@shared/markdown/merge";
import { type Piece, wordDifference } from "@shared/markdown/word-difference";
import { useEffect, useRef, useState } from "react";
import { useCommands } from "../../store/commands";
import { Button } from "../../ui/Button";
import "./conflicts.css";

const choices: readonly { choice: Choice; command: string; title: string }[] = [
  { choice: "mine", command: "document.keepMine", title: "Keep mine" },
  { choice: "theirs", command: "document.takeTheirs", title: "Take theirs" },
  { choice: "both", command: "document.keepBoth", title: "Keep both" },
];

/** The conflicts between the person's text and a change outside: both versions, and the choices. */
export function Conflicts({
  conflicts,
  onSettle,
  onShow,
  onDone,
}: {
  conflicts: readonly Conflict[];
  onSettle: (conflict: Conflict, choice: Choice) => Promise<void>;
  /** Scrolls to the conflict's place in the text. With `focus`, also selects the place. */
  onShow: (conflict: Conflict, focus: boolean) => void;
  /** The last one was settled. */
  onDone: () => void;
}) {
  const list = useRef<HTMLOListElement>(null);
  const [at, setAt] = useState<number>();
  /** Goes to the place in the text and to the conflict's choices, which take the focus. */
  const goTo = (index: number, focus: "choices" | "whole" | "none" = "choices") => {
    const conflict = conflicts[index];
    const item = list.current?.children[index];
    if (!conflict || !(item instanceof HTMLElement)) return;
    setAt(index);
    onShow(conflict, focus !== "none");
    item.scrollIntoView({ block: "nearest" });
    if (focus === "whole") item.focus({ preventScroll: true });
    if (focus === "choices") item.querySelector("button")?.focus({ preventScroll: true });
  };
  const step = (by: 1 | -1) => {
    const { length } = conflicts;
    goTo(at === undefined ? (by === 1 ? 0 : length - 1) : (at + by + length) % length);
  };
  const latest = useRef(goTo);
  useEffect(() => {
    latest.current = goTo;
  });
  const settle = async (conflict: Conflict, choice: Choice) => {
    const isLast = conflicts.length === 1;
    await onSettle(conflict, choice);
    if (isLast) onDone();
    // By then the next conflict has taken the place of the settled one.
    else requestAnimationFrame(() => latest.current(Math.min(at ?? 0, conflicts.length - 2)));
  };
  // A document that opens with a conflict shows the conflict. A person who is typing is not interrupted.
  useEffect(() => {
    const busy = document.activeElement;
    if (busy?.closest(".document-body")) return;
    const idle = busy === document.body || busy?.closest("[role='tablist'], nav");
    latest.current(0, idle ? "whole" : "none");
  }, []);
  const current = conflicts[at ?? 0] ?? conflicts[0];
  useCommands([
    {
      id: "document.conflicts",
      title: "Go to the next place that was changed outside",
      group: "Go",
      shortcut: "F7",
      run: () => step(1),
    },
    {
      id: "document.previousConflict",
      title: "Go to the previous place that was changed outside",
      group: "Go",
      shortcut: "Shift+F7",
      run: () => step(-1),
    },
    ...choices.map(({ choice, command, title }) => ({
      id: command,
      title,
      group: "Edit" as const,
      run: () => (current ? settle(current, choice) : undefined),
    })),
  ]);

  return (
    <section className="conflicts" aria-label="Changed outside">
      <p role="status">
        <b>Changed outside.</b>{" "}
        {conflicts.length === 1
          ? "One place was changed here and in the file. Until you decide, your text is kept as a draft and the file is left as it is."
          : `${conflicts.length} places were changed here and in the file. Until you decide, your text is kept as a draft and the file is left as it is.`}
      </p>
      <ol ref={list}>
        {conflicts.map((conflict, index) => (
          <One
            key={`${conflict.base}\0${conflict.theirs}`}
            conflict={conflict}
            place={`${conflicts.length > 1 ? `${index + 1} of ${conflicts.length}` : ""}`}
            onShow={() => {
              setAt(index);
              onShow(conflict, true);
            }}
            onSettle={(choice) => void settle(conflict, choice)}
          />
        ))}
      </ol>
    </section>
  );
}

function One({
  conflict,
  place,
  onShow,
  onSettle,
}: {
  conflict: Conflict;
  place: string;
  onShow: () => void;
  onSettle: (choice: Choice) => void;
}) {
  const [mine, theirs] = wordDifference(conflict.mine, conflict.theirs);
  const name = [place, conflict.under].filter((word) => word !== "").join(" · ");
  return (
    <li aria-label={name || "Conflict"} tabIndex={-1}>
      {name !== "" && <h3>{name}</h3>}
      <div className="conflict-sides">
        <Side title="Mine" pieces={mine} />
        <Side title="Theirs, in the file" pieces={theirs} />
      </div>
      <div className="conflict-choices">
        {choices.map(({ choice, title }) => (
          <Button key={choice} onClick={() => onSettle(choice)}>
            {title}
          </Button>
        ))}
        <Button kind="quiet" onClick={onShow}>
          Show in the text
        </Button>
      </div>
    </li>
  );
}

function Side({ title, pieces }: { title: string; pieces: readonly Piece[] }) {
  return (
    <figure>
      <figcaption>{title}</figcaption>
      {pieces.length === 0 ? (
        <p className="soft">Removed</p>
      ) : (
        <pre>
          {pieces.map(({ text, at, changed }) =>
            changed ? <mark key={at}>{text}</mark> : <span key={at}>{text}</span>,
          )}
        </pre>
      )}
    </figure>
  );
}
