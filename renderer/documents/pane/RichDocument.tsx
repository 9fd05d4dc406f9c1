import { useRef, useState } from "react";
import { Divider } from "../../ui/Divider";
import { Segmented } from "../../ui/Segmented";
import { showPlace } from "../analysis/locate";
import type { Session } from "../keeping/document-session";
import type { Loaded } from "../keeping/loading";
import { useLinking } from "../links/use-linking";
import { RichMargin } from "../margin/Margin";
import { SourceMargin } from "../source/SourceMargin";
import { SourceView } from "../source/SourceView";
import { useViews, type View } from "../source/use-views";
import { Toolbar } from "../toolbar/Toolbar";
import { useDocumentFeatures } from "./features";
import type { ShownDocument } from "./shown-document";
import { Slot } from "./slots";
import { useSession } from "./use-session";

const choices = [
  { value: "rich", title: "Rich" },
  { value: "source", title: "Source" },
  { value: "split", title: "Split" },
] as const;

/** A document in the editor: its text in one or two views, and the slots of its features (`features.tsx`). */
export function RichDocument({
  project,
  path,
  title,
  feature,
  constitution,
  loaded,
  first,
  onReload,
}: Pick<ShownDocument, "project" | "path" | "title" | "feature" | "constitution"> & {
  loaded: Extract<Loaded, { kind: "rich" }>;
  /** The first view. */
  first: View;
  onReload: () => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  const pane = useRef<HTMLElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const scrolled = useRef(0);
  const [session, setSession] = useState<Session>();
  const views = useViews(session, scroller, first);
  const { view } = views;
  const editable = loaded.locked === undefined;
  const linking = useLinking(session, path);
  const { slots, events } = useDocumentFeatures({
    project,
    path,
    title,
    feature,
    constitution,
    session,
    views,
    linking,
    locked: loaded.locked,
    scroller,
    show(place, text, focus = true) {
      if (!views.inSource) {
        if (session) showPlace(session.editor, text, place, focus);
        return;
      }
      views.inCode((code) => {
        code.showPlace(place);
        if (focus) code.focus();
      });
    },
    reload: onReload,
  });
  const instead = slots.some((slot) => slot.instead);
  useSession({ project, path, title, loaded }, place, scroller, scrolled, events, {
    session: setSession,
    link: linking.follow,
    leave: () => pane.current?.querySelector<HTMLElement>("[role=toolbar] [tabindex='0']")?.focus(),
    unreadable: onReload,
  });

  return (
    <section
      ref={pane}
      className={instead ? "document-pane with-history" : "document-pane"}
      aria-label={title}
      data-ready={session ? "document" : undefined}
      data-path={path}
    >
      <div className="document-head">
        {session && view !== "source" ? (
          <Toolbar
            editor={session.editor}
            editable={editable}
            onLink={linking.start}
            onLeave={() => session.editor.commands.focus()}
          />
        ) : (
          <p className="soft">{view === "source" && "The text as it is saved."}</p>
        )}
        <Slot of={slots} name="head" />
        <Segmented
          label="Show the document as"
          options={choices}
          value={view}
          onChange={views.choose}
        />
      </div>
      <Slot of={slots} name="bars" />
      <div ref={body} className={view === "split" ? "document-body split-view" : "document-body"}>
        <div
          className="document-scroll"
          ref={scroller}
          hidden={view === "source"}
          onScroll={(event) => {
            if (view === "source") return;
            scrolled.current = event.currentTarget.scrollTop;
            views.onScroll("rich");
          }}
        >
          <div className="document-column" ref={place} />
        </div>
        <Slot of={slots} name="text" />
        {view === "split" && (
          <Divider name="document.split" label="Size of text and source" box={body} />
        )}
        {session && views.opened && (
          <SourceView
            host={session.source}
            path={path}
            title={title}
            editable={editable}
            hidden={view === "rich"}
            onReady={views.onCode}
            onScroll={() => views.onScroll("source")}
            onLeave={() =>
              pane.current?.querySelector<HTMLElement>(".document-head input:checked")?.focus()
            }
          />
        )}
        {session && view === "source" && (
          <SourceMargin session={session} code={views.code} path={path}>
            <Slot of={slots} name="margin" />
          </SourceMargin>
        )}
        {session && view !== "source" && (
          <RichMargin editor={session.editor} path={path} scroller={scroller}>
            <Slot of={slots} name="margin" />
          </RichMargin>
        )}
      </div>
      <Slot of={slots} name="over" />
      <Slot of={slots} name="instead" />
    </section>
  );
}
