import type { ProjectSnapshot } from "@shared/contracts/project";
import type { RunSummary } from "@shared/runs/summary";
import { formats } from "@shared/specs/formats";
import { useId, useRef, useState } from "react";
import { listCommands, useRegistry } from "../store/commands";
import { useProjectState } from "../store/open-project";
import { go } from "../store/route";
import { useAllRuns } from "../store/runs";
import { Dialog } from "../ui/Dialog";
import { shortcutWords } from "../ui/shortcut";
import { searchTitles } from "./match-titles";
import { runCommand } from "./shortcuts";

interface Entry {
  readonly key: string;
  readonly title: string;
  readonly hint: string;
  readonly enabled: boolean;
  choose(): void;
}

export function usePalette() {
  const [isOpen, setOpen] = useState(false);
  return { isOpen, open: () => setOpen(true), close: () => setOpen(false) };
}

/** One list of everything: commands, documents, boards and runs. */
export function Palette({ onClose }: { onClose: () => void }) {
  const registry = useRegistry();
  const state = useProjectState();
  const runs = useAllRuns(state.status === "open");
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();

  const entries: Entry[] = [
    ...(state.status === "open" ? places(state.project, runs) : []),
    ...listCommands(registry)
      .filter((command) => command.id !== "palette.open")
      .map((command) => ({
        key: command.id,
        title: command.title,
        hint: command.shortcut === undefined ? command.group : shortcutWords(command.shortcut),
        enabled: command.enabled !== false,
        choose: () => runCommand(command),
      })),
  ];
  const found = searchTitles(query, entries).slice(0, 60);
  const current = Math.min(at, found.length - 1);

  const choose = (entry: Entry | undefined) => {
    if (!entry?.enabled) return;
    onClose();
    entry.choose();
  };
  const move = (to: number) => {
    const next = (to + found.length) % Math.max(1, found.length);
    setAt(next);
    list.current?.children[next]?.scrollIntoView({ block: "nearest" });
  };

  return (
    <Dialog title="Search or run a command" onCancel={onClose} width={560}>
      <input
        className="field palette-field"
        ref={(input) => input?.focus()}
        role="combobox"
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={found[current] ? `${id}-${current}` : undefined}
        aria-label="Search or run a command"
        placeholder="Documents, boards, runs, commands"
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown") move(current + 1);
          else if (event.key === "ArrowUp") move(current - 1);
          else if (event.key === "Enter") choose(found[current]);
          else return;
          event.preventDefault();
        }}
      />
      <div
        className="palette-list"
        id={`${id}-list`}
        role="listbox"
        aria-label="Results"
        ref={list}
      >
        {found.map((entry, index) => (
          // The field keeps the focus and handles the keys, as in the ARIA combobox pattern.
          <div
            key={entry.key}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === current}
            aria-disabled={!entry.enabled}
            tabIndex={-1}
            onMouseMove={() => setAt(index)}
            onClick={() => choose(entry)}
            onKeyDown={(event) => {
              if (event.key === "Enter") choose(entry);
            }}
          >
            <span className="cut">{entry.title}</span>
            <span className="faint">{entry.hint}</span>
          </div>
        ))}
      </div>
      {found.length === 0 && <p className="soft">Nothing is called that.</p>}
    </Dialog>
  );
}

function places(project: ProjectSnapshot, runs: readonly RunSummary[]): Entry[] {
  const features = project.features.flatMap((feature): Entry[] => [
    ...feature.documents.map((document) => ({
      key: document.path,
      title: `${feature.title}: ${document.title}`,
      hint: feature.number || formats[feature.format].heading,
      enabled: true,
      choose: () => go({ place: "document", feature: feature.id, path: document.path }),
    })),
    ...(formats[feature.format].tasks === undefined
      ? []
      : [
          {
            key: `${feature.id}:board`,
            title: `${feature.title}: Board`,
            hint: feature.number || formats[feature.format].heading,
            enabled: true,
            choose: () => go({ place: "board", feature: feature.id }),
          },
        ]),
  ]);
  const ofRuns = runs.map((run) => ({
    key: run.id,
    title: `Run of ${run.task.id} ${run.task.title}`,
    hint: "Run",
    enabled: true,
    choose: () => go({ place: "run", run: run.id }),
  }));
  return [...features, ...ofRuns];
}
