import type { Choice, Conflict } from "@shared/markdown/merge";
import { type Piece, wordDifference } from "@shared/markdown/word-difference";
import { useRef } from "react";
import { useCommands } from "../store/commands";
import { Button } from "../ui/Button";
import "./conflicts.css";

const choices: readonly { choice: Choice; command: string; title: string }[] = [
  { choice: "mine", command: "document.keepMine", title: "Keep mine" },
  { choice: "theirs", command: "document.takeTheirs", title: "Take theirs" },
  { choice: "both", command: "document.keepBoth", title: "Keep both" },
];

/** Where the person and somebody outside changed the same text: both versions, and what to do. */
export function Conflicts({
  conflicts,
  onSettle,
  onDone,
}: {
  conflicts: readonly Conflict[];
  onSettle: (conflict: Conflict, choice: Choice) => Promise<void>;
  /** The last one was settled. */
  onDone: () => void;
}) {
  const list = useRef<HTMLOListElement>(null);
  const focusFirst = () => list.current?.querySelector<HTMLElement>("button")?.focus();
  const settle = async (conflict: Conflict, choice: Choice) => {
    const isLast = conflicts.length === 1;
    await onSettle(conflict, choice);
    if (isLast) onDone();
    else focusFirst();
  };
  const [first] = conflicts;
  useCommands([
    {
      id: "document.conflicts",
      title: "Go to what was changed outside",
      group: "Go",
      shortcut: "F7",
      run: () => focusFirst(),
    },
    ...choices.map(({ choice, command, title }) => ({
      id: command,
      title,
      group: "Edit" as const,
      run: () => (first ? settle(first, choice) : undefined),
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
  onSettle,
}: {
  conflict: Conflict;
  place: string;
  onSettle: (choice: Choice) => void;
}) {
  const [mine, theirs] = wordDifference(conflict.mine, conflict.theirs);
  const name = [place, conflict.under].filter((word) => word !== "").join(" · ");
  return (
    <li aria-label={name || "Conflict"}>
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
