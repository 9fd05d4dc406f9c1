import { useEffect, useRef } from "react";
import { sayProblem } from "../../store/notices";
import { imageSaver } from "../images/project-images";
import type { Produced } from "../keeping/file-merge";
import type { CodeEditor } from "./code-editor";
import type { LineEnd } from "./line-ends";
import "./source.css";

/** The origin of a document's source, and the target of its edits. */
export interface SourceHost {
  /** The exact text; or the reason why there is none at the moment. */
  text(): Produced;
  lineEnd(): LineEnd;
  /** @param read returns the exact text at any time */
  edit(read: () => string): void;
}

/** A document's source, for reading and editing. The code editor is loaded at its first use. */
export function SourceView({
  host,
  path,
  title,
  editable,
  hidden = false,
  onReady,
  onLeave,
  onScroll,
}: {
  host: SourceHost;
  /** The document's path. */
  path: string;
  title: string;
  editable: boolean;
  hidden?: boolean;
  /** The code editor is ready; undefined when it is closed again. */
  onReady?: (editor: CodeEditor | undefined) => void;
  /** Escape. */
  onLeave: () => void;
  onScroll?: () => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef({ onReady, onLeave, onScroll, title });
  useEffect(() => {
    latest.current = { onReady, onLeave, onScroll, title };
  });
  useEffect(() => {
    let shown = true;
    let editor: CodeEditor | undefined;
    import("./code-editor").then(({ createCodeEditor }) => {
      const parent = place.current;
      const text = host.text();
      if (!shown || !parent || !text.ok) return;
      editor = createCodeEditor({
        parent,
        text: text.text,
        label: `Source of ${latest.current.title}${editable ? "" : ", read-only"}`,
        editable,
        images: imageSaver(path),
        lineEnd: host.lineEnd,
        onEdit: host.edit,
        onLeave: () => latest.current.onLeave(),
        onScroll: () => latest.current.onScroll?.(),
      });
      latest.current.onReady?.(editor);
    }, sayProblem);
    return () => {
      shown = false;
      latest.current.onReady?.(undefined);
      editor?.destroy();
    };
  }, [host, path, editable]);
  return <div ref={place} className="document-source" hidden={hidden} />;
}
