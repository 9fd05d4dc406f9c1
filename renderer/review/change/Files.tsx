import type { RunId } from "@shared/base/ids";
import { withHiddenMarked } from "@shared/text/hidden-signs";
import { useMemo, useState } from "react";
import { z } from "zod";
import { usePreference } from "../../store/preferences";
import { FileStatus, LineCounts, type ShownFile } from "../../ui/Diff";
import { Fact } from "../../ui/RunFacts";
import { Segmented } from "../../ui/Segmented";
import { ShownText } from "../../ui/ShownText";
import { useTreeAt } from "../moments/use-moment-change";
import { treeRows } from "./file-tree";

const view = z.enum(["changed", "all"]);

interface Choice {
  readonly selected: string | undefined;
  readonly onSelect: (path: string) => void;
}

/**
 * The files at the moment: the changed ones, or all of them as a tree.
 * @param commit the commit with these files; undefined while it is unknown
 */
export function Files({
  run,
  commit,
  files,
  ...choice
}: Choice & { run: RunId; commit: string | undefined; files: readonly ShownFile[] }) {
  const [shown, show] = usePreference("replay.files", view, "changed");
  return (
    <Fact title="Files">
      <Segmented
        label="Which files"
        options={[
          { value: "changed", title: "Changed" },
          { value: "all", title: "All" },
        ]}
        value={shown}
        onChange={show}
      />
      {shown === "all" ? (
        <Tree run={run} commit={commit} {...choice} />
      ) : (
        <Changed files={files} {...choice} />
      )}
    </Fact>
  );
}

function Changed({ files, selected, onSelect }: Choice & { files: readonly ShownFile[] }) {
  if (files.length === 0) return <p className="soft files-none">None is changed here.</p>;
  return (
    <ul className="evidence-files">
      {files.map((file) => (
        <li key={file.path}>
          <button
            type="button"
            aria-current={file.path === selected}
            title={withHiddenMarked(file.path)}
            onClick={() => onSelect(file.path)}
          >
            <FileStatus status={file.status} />
            <span className="cut path">
              <bdi>
                <ShownText text={file.path} />
              </bdi>
            </span>
            {file.mark !== "" && <span className="diff-mark">{file.mark}</span>}
            <LineCounts file={file} />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** The most rows that are drawn. */
const mostRows = 1000;

function Tree({
  run,
  commit,
  selected,
  onSelect,
}: Choice & { run: RunId; commit: string | undefined }) {
  const tree = useTreeAt(run, commit);
  const [chosen, setChosen] = useState<ReadonlyMap<string, boolean>>(new Map());
  const known = tree?.status === "known" ? tree.value : undefined;
  const rows = useMemo(() => (known ? treeRows(known.files, chosen) : []), [known, chosen]);
  if (tree?.status === "failed") return <p className="soft files-none">{tree.message}</p>;
  if (known === undefined) return <p className="soft files-none">Reading the files.</p>;
  const more = known.more + Math.max(0, rows.length - mostRows);
  return (
    <ul className="evidence-files file-tree" aria-label="All files at this moment">
      {rows.slice(0, mostRows).map((row) => (
        <li key={`${row.kind} ${row.path}`} style={{ paddingLeft: row.depth * 14 }}>
          {row.kind === "folder" ? (
            <button
              type="button"
              aria-expanded={row.open}
              title={withHiddenMarked(row.path)}
              onClick={() => setChosen(new Map([...chosen, [row.path, !row.open]]))}
            >
              <span aria-hidden="true">{row.open ? "▾" : "▸"}</span>
              <span className="cut">
                <bdi>
                  <ShownText text={row.name} />
                </bdi>
                /
              </span>
              {!row.open && row.changed > 0 && (
                <span className="line-counts">{row.changed} changed</span>
              )}
            </button>
          ) : (
            <button
              type="button"
              className={row.status ?? "same"}
              aria-current={row.path === selected}
              title={withHiddenMarked(row.path)}
              onClick={() => onSelect(row.path)}
            >
              {row.status === undefined ? (
                <span aria-hidden="true">·</span>
              ) : (
                <FileStatus status={row.status} />
              )}
              <span className="cut">
                <bdi>
                  <ShownText text={row.name} />
                </bdi>
              </span>
            </button>
          )}
        </li>
      ))}
      {more > 0 && <li className="soft">{more} more</li>}
    </ul>
  );
}
