import { useEffect, useRef, useState } from "react";
import { type Command, useCommands } from "../store/commands";
import { saveWord, useSaveState } from "../store/drafts";
import { sayProblem } from "../store/notices";
import { Button } from "../ui/Button";
import { Segmented } from "../ui/Segmented";
import { Bar, LinkBar } from "./Bars";
import { formats } from "./editor/formats";
import { anchorOf, resolveLink } from "./editor/links";
import { useFind } from "./find/useFind";
import type { Loaded } from "./loading";
import { Margin, showHeading } from "./Margin";
import { outlineOf } from "./outline";
import { projectImageFinder, useFollowLink } from "./project-files";
import { Source } from "./Source";
import { openSession, type Session } from "./session";
import { rememberSpot, restoreSpot } from "./spots";
import { Toolbar } from "./Toolbar";

type View = "rich" | "source";

const views = [
  { value: "rich", title: "Rich" },
  { value: "source", title: "Source" },
] as const;

/** A document in the editor, with all that stands around it. */
export function RichDocument({
  project,
  path,
  title,
  loaded,
  onReload,
}: {
  /** The project's id. */
  project: string;
  path: string;
  title: string;
  loaded: Extract<Loaded, { kind: "rich" }>;
  onReload: () => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  const pane = useRef<HTMLElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const scrolled = useRef(0);
  const [session, setSession] = useState<Session>();
  const [view, setView] = useState<View>("rich");
  const [linking, setLinking] = useState<string>();
  const [givenUp, setGivenUp] = useState<string>();
  const editable = loaded.locked === undefined;
  const follow = useFollowLink(path, (anchor) => {
    if (!session) return;
    const heading = outlineOf(session.editor.state.doc).headings.find(
      ({ text }) => anchorOf(text) === anchor.toLowerCase(),
    );
    if (heading) showHeading(session.editor, heading.index);
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
      start: loaded.start,
      editable: loaded.locked === undefined,
      findImage: projectImageFinder(path),
      onLink: (href) => latest.current.follow(resolveLink(href, path)),
      onUnreadable: () => latest.current.onReload(),
      onLeave: () =>
        pane.current?.querySelector<HTMLElement>("[role=toolbar] [tabindex='0']")?.focus(),
      onGivenUp: setGivenUp,
    });
    const spot = `${project}\0${path}`;
    restoreSpot(spot, opened.editor, scroller.current);
    setSession(opened);
    return () => {
      rememberSpot(spot, opened.editor, scrolled.current);
      setSession(undefined);
      opened.close();
    };
  }, [project, path, loaded]);

  const find = useFind(view === "rich" ? session?.editor : undefined, editable);
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

  useDocumentCommands(session, editable && view === "rich", {
    link: startLink,
    openLink: () => {
      const href: unknown = session?.editor.getAttributes("link")["href"];
      if (typeof href === "string") follow(resolveLink(href, path));
    },
    view: () => setView(view === "rich" ? "source" : "rich"),
  });

  return (
    <section
      ref={pane}
      className="document-pane"
      aria-label={title}
      data-ready={session ? "document" : undefined}
      data-path={path}
    >
      <div className="document-head">
        {session && view === "rich" ? (
          <Toolbar
            editor={session.editor}
            editable={editable}
            onLink={startLink}
            onLeave={() => session.editor.commands.focus()}
          />
        ) : (
          <p className="soft">
            {view === "source" && "Source, read-only: the text as it is saved."}
          </p>
        )}
        <Segmented label="Show the document as" options={views} value={view} onChange={setView} />
      </div>
      {loaded.locked !== undefined && <Bar tone="waiting">{loaded.locked}</Bar>}
      {session && editable && (
        <SaveBars session={session} asking={loaded.start.kind === "asking"} />
      )}
      {givenUp !== undefined && (
        <Bar
          actions={
            <>
              <Button
                onClick={() => {
                  session?.putBack(givenUp);
                  setGivenUp(undefined);
                }}
              >
                Bring mine back
              </Button>
              <Button kind="quiet" onClick={() => setGivenUp(undefined)}>
                Close
              </Button>
            </>
          }
        >
          The file’s version is shown now.
        </Bar>
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
      <div className="document-body" hidden={view !== "rich"}>
        <div
          className="document-scroll"
          ref={scroller}
          onScroll={(event) => {
            scrolled.current = event.currentTarget.scrollTop;
          }}
        >
          <div className="document-column" ref={place} />
        </div>
        {session && <Margin editor={session.editor} scroller={scroller} />}
      </div>
      {view === "source" && session && <Source text={session.text()} title={title} />}
    </section>
  );
}

/** What the keeper of the edits has to say or to ask. */
function SaveBars({ session, asking }: { session: Session; asking: boolean }) {
  const state = useSaveState(({ state }) => state);
  if (state?.kind === "outside")
    return (
      <Bar
        tone="waiting"
        actions={
          <>
            <Button onClick={() => void session.keepMine().catch(sayProblem)}>
              {asking ? "Keep my draft" : "Keep mine"}
            </Button>
            <Button onClick={() => void session.takeTheirs().catch(sayProblem)}>
              {asking ? "Take the file" : "Take theirs"}
            </Button>
          </>
        }
      >
        <b>{saveWord(state)}.</b>{" "}
        {asking
          ? "This document changed outside while a draft was kept. The draft is shown."
          : "The file was changed while you were writing. Your text is shown, and kept as a draft."}
      </Bar>
    );
  if (state?.kind === "draft")
    return (
      <Bar tone="stop" actions={<Button onClick={() => void session.flush()}>Try again</Button>}>
        <b>{saveWord(state)}.</b> {state.why}
      </Bar>
    );
  return null;
}

function useDocumentCommands(
  session: Session | undefined,
  writable: boolean,
  also: { link: () => void; openLink: () => void; view: () => void },
): void {
  const enabled = session !== undefined && writable;
  const commands: Command[] = formats.map(({ name, title, shortcut, ownKeys, run }) => ({
    id: `document.${name}`,
    title,
    group: "Edit",
    ...(shortcut === undefined || ownKeys ? {} : { shortcut }),
    enabled,
    run() {
      if (session) run(session.editor);
    },
  }));
  useCommands([
    ...commands,
    {
      id: "document.link",
      title: "Link",
      group: "Edit",
      shortcut: "Mod+Shift+K",
      enabled,
      run: also.link,
    },
    {
      id: "document.openLink",
      title: "Open the link at the cursor",
      group: "Go",
      shortcut: "Mod+Shift+O",
      enabled: session !== undefined,
      run: also.openLink,
    },
    {
      id: "document.save",
      title: "Save now",
      group: "File",
      shortcut: "Mod+S",
      enabled,
      run: () => session?.flush(),
    },
    {
      id: "document.source",
      title: "Show rich text or source",
      group: "View",
      shortcut: "Mod+Alt+U",
      enabled: session !== undefined,
      run: also.view,
    },
  ]);
}
