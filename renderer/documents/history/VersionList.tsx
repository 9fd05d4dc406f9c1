import type { DocumentVersion } from "@shared/contracts/history";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from "react";
import { Button } from "../../ui/Button";
import type { Versions } from "./use-versions";

/** A document's current text, and its versions below, newest first. Arrow keys choose. */
export function VersionList({
  versions,
  now,
  chosen,
  onChoose,
}: {
  versions: Versions;
  /** The label of the current text. */
  now: string;
  /** An index into the versions; -1 for the current text. */
  chosen: number;
  onChoose: (index: number) => void;
}) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const all = versions.list ?? [];
  useEffect(() => list.current?.focus(), []);
  const count = all.length;
  const latest = useRef(versions);
  useEffect(() => {
    latest.current = versions;
  });
  useEffect(() => {
    list.current?.querySelector(`[aria-selected="true"]`)?.scrollIntoView({ block: "nearest" });
    // The changes of the oldest loaded version need the version before it.
    if (latest.current.more && chosen === count - 1) latest.current.loadMore();
  }, [chosen, count]);

  const steps: Readonly<Record<string, number>> = {
    ArrowDown: chosen + 1,
    ArrowUp: chosen - 1,
    PageDown: chosen + 10,
    PageUp: chosen - 10,
    Home: -1,
    End: count - 1,
  };
  const press = (event: KeyboardEvent) => {
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    onChoose(Math.max(-1, Math.min(count - 1, to)));
  };
  return (
    <aside className="history-versions" aria-label="Versions">
      <div
        ref={list}
        role="listbox"
        aria-label="Versions"
        aria-activedescendant={`${id}-${chosen}`}
        tabIndex={0}
        onKeyDown={press}
      >
        <Option id={`${id}-${-1}`} here={chosen === -1} onChoose={() => onChoose(-1)}>
          <b>Now</b>
          <small>{now}</small>
        </Option>
        {all.map((version, index) => (
          <Option
            key={version.commit}
            id={`${id}-${index}`}
            here={chosen === index}
            title={version.subject}
            onChoose={() => onChoose(index)}
          >
            <b className="cut">{version.subject || "No message"}</b>
            <small className="cut">
              {timeOf(version.at)} · {version.author.name}
              {version.deleted && " · deleted"}
            </small>
          </Option>
        ))}
      </div>
      {versions.more && (
        <Button kind="quiet" onClick={versions.loadMore}>
          Load more
        </Button>
      )}
    </aside>
  );
}

function Option({
  id,
  here,
  title,
  onChoose,
  children,
}: {
  id: string;
  here: boolean;
  title?: string;
  onChoose: () => void;
  children: ReactNode;
}) {
  return (
    // The list has the focus and handles the keys, as in the ARIA listbox pattern.
    <div
      id={id}
      className="history-version"
      role="option"
      aria-selected={here}
      tabIndex={-1}
      title={title}
      onClick={onChoose}
      onKeyDown={(event) => {
        if (event.key === "Enter") onChoose();
      }}
    >
      {children}
    </div>
  );
}

const thisYear = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const earlier = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
});

/** `18 Nov, 14:02`, or `18 Nov 2024` for another year, in the person's time zone. */
export function timeOf(iso: DocumentVersion["at"]): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const format = date.getFullYear() === new Date().getFullYear() ? thisYear : earlier;
  return format.format(date);
}
