import { useEffect, useRef } from "react";
import { sayProblem } from "../../store/notices";
import { imageSaver } from "../images/project-images";
import type { Produced } from "../keeping/keeper";
import type { CodeEditor } from "./code-editor";
import type { LineEnd } from "./line-ends";
import "./source.css";

/** Where the source of a document comes from and where edits of it go. */
export interface SourceHost {
  /** The exact text; or why there is none at the moment. */
  text(): Produced;
  lineEnd(): LineEnd;
  /** @param read gives the exact text whenever it is wanted */
  edit(read: () => string): void;
}

/** A document's source, to read and to edit. The editor for it is loaded when it is first wanted. */
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
  /** The document's. */
  path: string;
  title: string;
  editable: boolean;
  hidden?: boolean;
  /** The editor is there; undefined when it is gone again. */
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
