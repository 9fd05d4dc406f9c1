import type { FeatureSummary } from "@shared/contracts/project";
import type { Place } from "@shared/specs/analysis/finding";
import { useEffect, useRef, useState } from "react";
import { takeTarget } from "../../store/target";
import { Divider } from "../../ui/Divider";
import { Segmented } from "../../ui/Segmented";
import { Findings } from "../analysis/Findings";
import { showPlace } from "../analysis/locate";
import { useFeatureWatch } from "../analysis/watch";
import { placeOfConflict } from "../conflicts/conflict-place";
import { SaveBars } from "../conflicts/SaveBars";
import { anchorOf, resolveLink } from "../editor/links";
import { followSelected } from "../editor/raw-editing";
import { useFind } from "../find/useFind";
import { useHistory } from "../history/use-history";
import { openSession, type Session } from "../keeping/document-session";
import type { Loaded } from "../keeping/loading";
import { projectImageFinder, useFollowLink } from "../links/project-files";
import { RichMargin, showHeading } from "../margin/Margin";
import { outlineOf } from "../margin/outline";
import { useReferences } from "../references/use-references";
import { SelectionBar } from "../selection/SelectionBar";
import { SourceMargin } from "../source/SourceMargin";
import { SourceView } from "../source/SourceView";
import { useViews, type View } from "../source/use-views";
import { Toolbar } from "../toolbar/Toolbar";
import { LinkBar } from "./Bars";
import { useDocumentCommands } from "./document-commands";
import { LockedBar } from "./LockedBar";
import { rememberSpot, restoreSpot } from "./spots";

const choices = [
  { value: "rich", title: "Rich" },
  { value: "source", title: "Source" },
  { value: "split", title: "Split" },
] as const;

/** A document in the editor, with all that stands around it. */
export function RichDocument({
  project,
  path,
  title,
  feature,
  constitution,
  loaded,
  first,
  onReload,
}: {
  /** The project's path. */
  project: string;
  path: string;
  title: string;
  feature: FeatureSummary | undefined;
  /** The path of the project's constitution. */
  constitution: string | undefined;
  loaded: Extract<Loaded, { kind: "rich" }>;
  /** The view to begin with. */
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
  const [linking, setLinking] = useState<string>();
  const editable = loaded.locked === undefined;
  const follow = useFollowLink(path, (anchor) => {
    if (!session) return;
    const heading = outlineOf(session.editor.state.doc).headings.find(
      ({ text }) => anchorOf(text) === anchor.toLowerCase(),
    );
    if (heading) showHeading(session.editor, heading.index);
  });
  const watch = useFeatureWatch(session, path, feature, constitution);
  const { events, popover } = useReferences({
    session,
    project,
    path,
    feature,
    watch,
    writable: editable && view !== "source",
  });
  const latest = useRef({ follow, onReload, title });
  useEffect(() => {
    latest.current = { follow, onReload, title };
  });

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const opened = openSession({
      element,
      project,
      path,
      title: latest.current.title,
      document: loaded.document,
      file: loaded.file,
      restoredOn: loaded.restoredOn,
      editable: loaded.locked === undefined,
      findImage: projectImageFinder(path),
      spec: events,
      onLink: (href) => latest.current.follow(resolveLink(href, path)),
      onUnreadable: () => latest.current.onReload(),
      onLeave: () =>
        pane.current?.querySelector<HTMLElement>("[role=toolbar] [tabindex='0']")?.focus(),
    });
    const spot = `${project}\0${path}`;
    const target = takeTarget(path);
    if (target) showPlace(opened.editor, target.text, target.place);
    else restoreSpot(spot, opened.editor, scroller.current);
    setSession(opened);
    return () => {
      rememberSpot(spot, opened.editor, scrolled.current);
      setSession(undefined);
      opened.close();
    };
  }, [project, path, loaded, events]);

  useEffect(() => {
    if (watch) return views.code?.on("edit", watch.edited);
  }, [watch, views.code]);
  const show = (place: Place, text: string, focus = true) => {
    if (!views.inSource) {
      if (session) showPlace(session.editor, text, place, focus);
      return;
    }
    views.inCode((code) => {
      code.showPlace(place);
      if (focus) code.focus();
    });
  };
  const findings = watch && (
    <Findings watch={watch} onShow={(finding, text) => show(finding, text)} />
  );

  const history = useHistory(session, { path, title, editable });
  const writing = !views.inSource && !history.isOpen;
  const find = useFind(writing ? session?.editor : undefined, editable);
  const startLink = () => {
    const href: unknown = session?.editor.getAttributes("link")["href"];
    setLinking(typeof href === "string" ? href : "");
  };
  const endLink = (set?: (editor: Session["editor"]) => void) => {
    setLinking(undefined);
    if (!session) return;
    set?.(session.editor);
    session.editor.commands.focus();
  };

  useDocumentCommands(session, editable && writing, {
    editable,
    link: startLink,
    openLink: () => {
      if (session && followSelected(session.editor.view)) return;
      const href: unknown = session?.editor.getAttributes("link")["href"];
      if (typeof href === "string") follow(resolveLink(href, path));
    },
    source: () => views.choose(view === "rich" ? "source" : "rich"),
    split: () => views.choose(view === "split" ? "rich" : "split"),
  });

  return (
    <section
      ref={pane}
      className={history.isOpen ? "document-pane with-history" : "document-pane"}
      aria-label={title}
      data-ready={session ? "document" : undefined}
      data-path={path}
    >
      <div className="document-head">
        {session && view !== "source" ? (
          <Toolbar
            editor={session.editor}
            editable={editable}
            onLink={startLink}
            onLeave={() => session.editor.commands.focus()}
          />
        ) : (
          <p className="soft">{view === "source" && "The text as it is saved."}</p>
        )}
        {history.button}
        <Segmented
          label="Show the document as"
          options={choices}
          value={view}
          onChange={views.choose}
        />
      </div>
      {loaded.locked && <LockedBar lock={loaded.locked} onReload={onReload} />}
      {session && editable && (
        <SaveBars
          session={session}
          onShow={(conflict, focus) => {
            const text = session.text();
            show(placeOfConflict(text, conflict), text, focus);
          }}
          onDone={() => session.editor.commands.focus()}
        />
      )}
      {find}
      {linking !== undefined && (
        <LinkBar
          address={linking}
          onSet={(href) =>
            endLink((editor) => {
              const { from, to } = editor.state.selection;
              const chain = editor.chain().focus().extendMarkRange("link");
              if (linking !== "" || editor.state.doc.textBetween(from, to) !== "")
                chain.setLink({ href });
              else
                chain.insertContentAt(from, {
                  type: "text",
                  text: href,
                  marks: [{ type: "link", attrs: { href } }],
                });
              chain.run();
            })
          }
          onRemove={() =>
            endLink((editor) => editor.chain().focus().extendMarkRange("link").unsetLink().run())
          }
          onCancel={() => endLink()}
        />
      )}
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
        {session && editable && view === "rich" && (
          <SelectionBar editor={session.editor} scroller={scroller} onLink={startLink} />
        )}
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
            {findings}
          </SourceMargin>
        )}
        {session && view !== "source" && (
          <RichMargin editor={session.editor} path={path} scroller={scroller}>
            {findings}
          </RichMargin>
        )}
      </div>
      {popover}
      {history.pane}
    </section>
  );
}
