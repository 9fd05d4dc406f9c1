import type { ProjectTop } from "@shared/base/ids";
import { type RefObject, useEffect, useRef } from "react";
import { takeTarget } from "../../store/target";
import { showPlace } from "../analysis/locate";
import type { SpecEvents } from "../editor/spec-events";
import { projectImageFinder } from "../images/project-images";
import { openSession, type Session } from "../keeping/document-session";
import type { Loaded } from "../keeping/loading";
import { rememberSpot, restoreSpot } from "./spots";

/**
 * Opens the editor on a loaded document for as long as the component shows it. Remembers the position of the
 * cursor.
 * @param place the element for the editor
 * @param scroller the element that scrolls, and its scroll position in pixels
 * @param events must stay the same object
 * @param onSession called with the open session, and with undefined when it ends
 */
export function useSession(
  {
    project,
    path,
    title,
    loaded,
  }: {
    readonly project: ProjectTop;
    readonly path: string;
    readonly title: string;
    readonly loaded: Extract<Loaded, { kind: "rich" }>;
  },
  place: RefObject<HTMLElement | null>,
  scroller: RefObject<HTMLElement | null>,
  scrolled: RefObject<number>,
  events: SpecEvents,
  on: {
    readonly session: (session: Session | undefined) => void;
    readonly link: (href: string) => void;
    readonly leave: () => void;
    readonly unreadable: () => void;
  },
): void {
  const latest = useRef({ on, title });
  useEffect(() => {
    latest.current = { on, title };
  });
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const { session: setSession } = latest.current.on;
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
      onLink: (href) => latest.current.on.link(href),
      onUnreadable: () => latest.current.on.unreadable(),
      onLeave: () => latest.current.on.leave(),
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
  }, [project, path, loaded, events, place, scroller, scrolled]);
}
