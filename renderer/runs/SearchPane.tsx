import type { OtherRecording, SearchResult } from "@shared/contracts/recordings";
import type { RunSummary } from "@shared/runs/summary";
import { useEffect, useRef, useState } from "react";
import { go, goToRecording } from "../store/route";
import { useAllRuns } from "../store/runs";
import { Button } from "../ui/Button";
import { clock, when } from "../ui/time";
import { useImported } from "./ImportedRuns";
import { openShared, useSharedRuns } from "./SharedRuns";
import { type Search, useSearch } from "./use-search";
import "./search.css";

/** Looks through everything that was recorded in the project; each result opens at its moment. */
export function SearchPane({ wanted }: { wanted: string }) {
  const [text, setText] = useState(wanted);
  const [expression, setExpression] = useState(false);
  const { search, results, start, stop } = useSearch();
  const imported = useImported();
  const shared = useSharedRuns();
  const field = useRef<HTMLInputElement>(null);

  useEffect(() => {
    field.current?.focus();
    if (wanted.trim() !== "") start({ text: wanted, how: "plain" });
  }, [wanted, start]);

  const going = search.status === "searching";
  return (
    <div className="search-pane">
      <h1>Search recordings</h1>
      <search>
        <form
          className="search-form"
          onSubmit={(event) => {
            event.preventDefault();
            start({ text, how: expression ? "expression" : "plain" });
          }}
        >
          <input
            ref={field}
            className="field"
            type="search"
            aria-label="What to look for"
            placeholder="Text on screen, a prompt, a command or a file"
            maxLength={200}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <label>
            <input
              type="checkbox"
              checked={expression}
              onChange={(event) => setExpression(event.target.checked)}
            />
            Regular expression
          </label>
          {going ? (
            // Another element than the other button: what is clicked must not become what submits.
            <Button key="stop" onClick={stop}>
              Stop
            </Button>
          ) : (
            <Button key="search" type="submit" kind="primary" disabled={text.trim() === ""}>
              Search
            </Button>
          )}
        </form>
      </search>
      <p className={search.status === "failed" ? "search-failed" : "soft"} role="status">
        {words(search, results)}
      </p>
      <Results imported={imported} shared={shared} results={results} />
    </div>
  );
}

function words(search: Search, results: readonly SearchResult[]): string {
  const found = results.length;
  const places = `${found} ${found === 1 ? "place" : "places"}`;
  switch (search.status) {
    case "none":
      return "Looks through all runs of this project, the imported and shared ones included.";
    case "searching":
      return `Searching, ${Math.round(search.part * 100)} % · ${places} so far`;
    case "cancelled":
      return `Stopped · ${places} until then`;
    case "failed":
      return search.message;
    case "done": {
      const { recordings, damaged, more } = search.end;
      const inAll = `in ${recordings} ${recordings === 1 ? "recording" : "recordings"}`;
      const having = new Set(results.map(({ recording }) => recording)).size;
      const inThose = having === recordings ? inAll : `in ${having} of ${recordings} recordings`;
      return [
        found === 0 ? `Nothing found ${inAll}` : `${places} ${inThose}`,
        ...(more ? ["there are more: look for something longer"] : []),
        ...(damaged > 0 ? [`${damaged} could not be read to the end`] : []),
      ].join(" · ");
    }
  }
}

function Results({
  imported,
  shared,
  results,
}: {
  imported: readonly OtherRecording[];
  shared: readonly RunSummary[];
  results: readonly SearchResult[];
}) {
  const groups = Map.groupBy(results, ({ recording }) => recording);
  const runs = useAllRuns();
  return (
    <div className="search-results" data-scrolls>
      {[...groups].map(([id, places]) => {
        const run = runs.find((each) => each.id === id);
        const other = imported.find((each) => each.id === id);
        const theirs = run ? undefined : shared.find((each) => each.id === id);
        const task = (run ?? theirs ?? other?.imported?.run)?.task;
        const title = task ? `${task.id} ${task.title}` : (other?.title ?? other?.name ?? id);
        const made = (run ?? theirs)?.createdAt ?? other?.imported?.at;
        return (
          <section key={id} aria-label={title}>
            <h2>
              <span className="cut">{title}</span>
              <span className="soft">
                {other ? "imported " : theirs ? "shared " : ""}
                {made === undefined ? "" : when(made)}
              </span>
            </h2>
            <ul>
              {places.map((place) => (
                <li key={`${place.kind} ${place.time} ${place.excerpt}`}>
                  <button
                    type="button"
                    onClick={() => {
                      if (run) go({ place: "run", run: run.id, at: place.time });
                      else if (other) goToRecording(other, place.time);
                      else if (theirs) openShared(theirs.id, place.time);
                    }}
                  >
                    <span className="mono time">{clock(place.time)}</span>
                    <span className="faint kind">{place.kind}</span>
                    <Excerpt place={place} />
                  </button>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

function Excerpt({ place: { excerpt, at, length } }: { place: SearchResult }) {
  return (
    <span className="mono cut">
      {excerpt.slice(0, at)}
      <mark>{excerpt.slice(at, at + length)}</mark>
      {excerpt.slice(at + length)}
    </span>
  );
}
