import type { RunId } from "@shared/base/ids";
import type { RunSummary } from "@shared/runs/summary";
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useCommands } from "../store/commands";
import { go } from "../store/route";
import { Button } from "../ui/Button";
import { RunTile } from "./RunTile";
import { columnsFor, neighbour, tileOrder, tilesOnPage } from "./tile-order";

/** The live runs as tiles, six at a time. Terminals of other pages are not drawn. */
export function RunGrid({
  runs,
  focused,
}: {
  runs: readonly RunSummary[];
  /** The tile that gets the focus. */
  focused: RunId | undefined;
}) {
  const grid = useRef<HTMLDivElement>(null);
  const [typing, setTyping] = useState<readonly RunId[]>();
  const [current, setCurrent] = useState(focused);
  const [chosenPage, setPage] = useState<number>();
  const ordered = tileOrder(runs, typing);
  const pages = Math.ceil(ordered.length / tilesOnPage);
  const at = ordered.findIndex(({ id }) => id === current);
  const page = Math.min(chosenPage ?? Math.floor(Math.max(0, at) / tilesOnPage), pages - 1);
  const shown = ordered.slice(page * tilesOnPage, (page + 1) * tilesOnPage);
  const stop = shown.find(({ id }) => id === current)?.id ?? shown[0]?.id;
  const titleOf = (run: RunId) =>
    grid.current?.querySelector<HTMLElement>(`[data-run="${CSS.escape(run)}"] .tile-open`);

  useEffect(() => {
    if (focused === undefined) return;
    setCurrent(focused);
    setPage(undefined);
    grid.current
      ?.querySelector<HTMLElement>(`[data-run="${CSS.escape(focused)}"] .tile-open`)
      ?.focus();
  }, [focused]);

  const latest = useRef(ordered);
  useLayoutEffect(() => {
    latest.current = ordered;
  });
  useEffect(() => {
    const element = grid.current;
    if (!element) return;
    const listening = new AbortController();
    const { signal } = listening;
    const enter = ({ target }: FocusEvent) => {
      if (!(target instanceof Element)) return;
      const run = target.closest<HTMLElement>("[data-run]")?.dataset["run"];
      const found = latest.current.find(({ id }) => id === run);
      if (found) setCurrent(found.id);
      // Tiles keep their places while the person types into one.
      setTyping(target.closest(".terminal") ? latest.current.map(({ id }) => id) : undefined);
    };
    const leave = ({ relatedTarget }: FocusEvent) => {
      if (!(relatedTarget instanceof Element) || !element.contains(relatedTarget))
        setTyping(undefined);
    };
    element.addEventListener("focusin", enter, { signal });
    element.addEventListener("focusout", leave, { signal });
    return () => listening.abort();
  }, []);

  useCommands([
    {
      id: "run.leaveTerminal",
      title: "Leave the terminal",
      group: "Run",
      shortcut: "Mod+Shift+E",
      enabled: typing !== undefined,
      run: () => {
        if (current !== undefined) titleOf(current)?.focus();
      },
    },
  ]);

  const turn = (to: number) => {
    setPage(Math.max(0, Math.min(pages - 1, to)));
    grid.current?.querySelector<HTMLElement>(".tile-open")?.focus();
  };
  const press = (event: KeyboardEvent, index: number) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const to = neighbour(event.key, index, shown.length);
    const next = to === undefined ? undefined : shown[to];
    if (next) titleOf(next.id)?.focus();
    else if (event.key === "PageDown") turn(page + 1);
    else if (event.key === "PageUp") turn(page - 1);
    else return;
    event.preventDefault();
  };

  return (
    <div className="grid" ref={grid}>
      <div
        className="tiles"
        style={{
          gridTemplateColumns: `repeat(${columnsFor(shown.length)}, minmax(0, 1fr))`,
          gridTemplateRows: `repeat(${Math.ceil(shown.length / columnsFor(shown.length))}, minmax(0, 1fr))`,
        }}
      >
        {shown.map((run, index) => (
          <RunTile
            key={run.id}
            run={run}
            stop={run.id === stop}
            onOpen={() => go({ place: "run", run: run.id })}
            onKeyDown={(event) => press(event, index)}
          />
        ))}
      </div>
      {pages > 1 && (
        <nav className="tile-pages" aria-label="Pages of live runs">
          <Button kind="quiet" disabled={page === 0} onClick={() => setPage(page - 1)}>
            Previous
          </Button>
          <span className="soft" role="status">
            Tiles {page * tilesOnPage + 1} to {page * tilesOnPage + shown.length} of{" "}
            {ordered.length}
          </span>
          <Button kind="quiet" disabled={page === pages - 1} onClick={() => setPage(page + 1)}>
            Next
          </Button>
        </nav>
      )}
    </div>
  );
}
