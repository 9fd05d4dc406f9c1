import { useFindings } from "../analysis/use-findings";
import { placeOfConflict } from "../conflicts/conflict-place";
import { SaveBars } from "../conflicts/SaveBars";
import type { SpecEvents } from "../editor/spec-events";
import { useFind } from "../find/useFind";
import { useHistory } from "../history/use-history";
import { useReferences } from "../references/use-references";
import { SelectionBar } from "../selection/SelectionBar";
import { useDocumentCommands } from "./document-commands";
import { LockedBar } from "./LockedBar";
import type { ShownDocument } from "./shown-document";
import type { Slots } from "./slots";

/** The features around the text of a document. */
export interface DocumentFeatures {
  readonly slots: readonly Slots[];
  /** The editor's events about IDs and questions. Always the same object. */
  readonly events: SpecEvents;
}

/** All features of a document. A new feature is one more hook here, with its slots in the list. */
export function useDocumentFeatures(document: ShownDocument): DocumentFeatures {
  const { session, views, linking, locked } = document;
  const { view } = views;
  const editable = locked === undefined;
  const findings = useFindings(document);
  const references = useReferences({
    session,
    project: document.project,
    path: document.path,
    feature: document.feature,
    watch: findings.watch,
    writable: editable && view !== "source",
  });
  const history = useHistory(session, {
    path: document.path,
    title: document.title,
    editable,
  });
  const writing = !views.inSource && !history.isOpen;
  const find = useFind(writing ? session?.editor : undefined, editable);
  useDocumentCommands(session, editable && writing, {
    editable,
    link: linking.start,
    openLink: linking.openAtCursor,
    source: () => views.choose(view === "rich" ? "source" : "rich"),
    split: () => views.choose(view === "split" ? "rich" : "split"),
  });
  return {
    events: references.events,
    slots: [
      { feature: "lock", bars: locked && <LockedBar lock={locked} onReload={document.reload} /> },
      {
        feature: "saving",
        bars: session && editable && <Saving of={document} session={session} />,
      },
      { feature: "find", bars: find },
      { feature: "links", bars: linking.bar },
      {
        feature: "selection",
        text: session && editable && view === "rich" && (
          <SelectionBar
            editor={session.editor}
            scroller={document.scroller}
            onLink={linking.start}
          />
        ),
      },
      { feature: "findings", margin: findings.list },
      { feature: "references", over: references.popover },
      { feature: "history", head: history.button, instead: history.pane },
    ],
  };
}

const Saving = ({
  of,
  session,
}: {
  of: ShownDocument;
  session: NonNullable<ShownDocument["session"]>;
}) => (
  <SaveBars
    session={session}
    onShow={(conflict, focus) => {
      const text = session.text();
      of.show(placeOfConflict(text, conflict), text, focus);
    }}
    onDone={() => session.editor.commands.focus()}
  />
);
