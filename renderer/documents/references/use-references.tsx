import type { ProjectTop } from "@shared/base/ids";
import type { FeatureSummary } from "@shared/contracts/project";
import { findDefinition } from "@shared/specs/definitions";
import { trailOf } from "@shared/specs/trail";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { useCommands } from "../../store/commands";
import { fieldName } from "../../store/field-text";
import { say } from "../../store/notices";
import { go, goInstead, useRoute } from "../../store/route";
import { useAllRuns } from "../../store/runs";
import { aimAt } from "../../store/target";
import { showPlace } from "../analysis/locate";
import type { FeatureWatch } from "../analysis/watch";
import { answerQuestion, questionOf } from "../editor/clarify";
import { insertScenario } from "../editor/scenario";
import { idAt, questionsIn, type SpecSpot } from "../editor/spec-decorations";
import type { SpecEvents } from "../editor/spec-events";
import type { Session } from "../keeping/document-session";
import { AnswerForm } from "./AnswerForm";
import { Popover } from "./Popover";
import { ReferenceCard } from "./ReferenceCard";

/** The window that is open at a range of the text. */
type Open =
  | {
      readonly kind: "preview";
      readonly spot: SpecSpot;
      readonly id: string;
      readonly byKeyboard: boolean;
    }
  | { readonly kind: "answer"; readonly spot: SpecSpot };

/**
 * Milliseconds for which a preview stays after the pointer has left the ID, so that the pointer can reach the
 * preview.
 */
const patience = 250;

/**
 * The commands for the IDs and questions of a document: follow, preview, answer.
 * @returns the editor's event handlers, and the window above the text
 */
export function useReferences({
  session,
  project,
  path,
  feature,
  watch,
  writable,
}: {
  session: Session | undefined;
  /** The path of the project. */
  project: ProjectTop;
  path: string;
  feature: FeatureSummary | undefined;
  watch: FeatureWatch | undefined;
  writable: boolean;
}): { events: SpecEvents; popover: ReactNode } {
  const [open, setOpen] = useState<Open>();
  const leaving = useRef<ReturnType<typeof setTimeout>>(undefined);
  const runs = useAllRuns(open !== undefined);
  const editor = session?.editor;
  const documents = () => watch?.current()?.documents() ?? [];

  const close = (back: boolean) => {
    clearTimeout(leaving.current);
    setOpen(undefined);
    if (back) editor?.commands.focus(undefined, { scrollIntoView: false });
  };
  const stay = (inside: boolean) => {
    clearTimeout(leaving.current);
    if (!inside && open?.kind === "preview" && !open.byKeyboard)
      leaving.current = setTimeout(() => setOpen(undefined), patience);
  };

  // Typing moves the text, so the window closes.
  useEffect(() => {
    if (!editor || !open) return;
    const typed = ({ transaction }: { transaction: { docChanged: boolean } }) => {
      if (transaction.docChanged && open.kind === "preview") setOpen(undefined);
    };
    editor.on("transaction", typed);
    return () => {
      editor.off("transaction", typed);
    };
  }, [editor, open]);
  useEffect(() => () => clearTimeout(leaving.current), []);

  const preview = (spot: SpecSpot, byKeyboard: boolean, id = spot.text) =>
    setOpen({ kind: "preview", spot, id, byKeyboard });

  const goTo = (id: string): void => {
    const definition = findDefinition(documents(), id);
    if (!definition) {
      say(`No document of this feature has ${id}.`);
      return;
    }
    const place = { line: definition.line, column: 1 };
    const text = documents().find((document) => document.path === definition.path)?.text ?? "";
    setOpen(undefined);
    if (definition.path === path) {
      if (editor) showPlace(editor, text, place);
      return;
    }
    aimAt(definition.path, { text, place });
    go({ place: "document", feature: feature?.id, path: definition.path });
  };
  const standsHere = (spot: SpecSpot, id: string): boolean => {
    const definition = findDefinition(documents(), id);
    return (
      definition?.path === path &&
      editor !== undefined &&
      editor.state.doc.resolve(spot.from).parentOffset === 0
    );
  };
  const follow = (spot: SpecSpot) => {
    // In a document that was just opened, the feature's other documents are still being read.
    if (watch && !watch.current()) {
      const stop = watch.subscribe(() => {
        stop();
        latest.current.follow(spot);
      });
      return;
    }
    // At its own definition, the command shows the ID's tasks, runs and commits instead.
    if (standsHere(spot, spot.text)) preview(spot, true);
    else goTo(spot.text);
  };
  const atCursor = (then: (spot: SpecSpot) => void) => {
    const spot = editor && idAt(editor.state, editor.state.selection.head);
    if (spot) then(spot);
    else say("There is no ID at the cursor.");
  };

  const answer = (spot: SpecSpot) => {
    editor?.commands.setTextSelection({ from: spot.from, to: spot.to });
    editor?.commands.scrollIntoView();
    setOpen({ kind: "answer", spot });
  };
  const answerNext = () => {
    if (!editor) return;
    const all = questionsIn(editor.state);
    const { from } = editor.state.selection;
    const next = all.find(({ to }) => to >= from) ?? all[0];
    if (next) answer(next);
    else say("No question is open in this document.");
  };

  useCommands([
    {
      id: "document.definition",
      title: "Go to definition",
      group: "Go",
      shortcut: "F12",
      enabled: editor !== undefined,
      run: () => atCursor(follow),
    },
    {
      id: "document.preview",
      title: "Show the requirement or task at the cursor",
      group: "Go",
      shortcut: "Alt+F12",
      enabled: editor !== undefined,
      run: () => atCursor((spot) => preview(spot, true)),
    },
    {
      id: "document.answer",
      title: "Answer the next open question",
      group: "Edit",
      shortcut: "Mod+Alt+A",
      enabled: editor !== undefined && writable,
      run: answerNext,
    },
    {
      id: "document.scenario",
      title: "Insert acceptance scenario",
      group: "Edit",
      shortcut: "Mod+Alt+G",
      enabled: editor !== undefined && writable,
      run() {
        if (editor) insertScenario(editor);
      },
    },
  ]);

  const latest = useRef({ follow, preview, answer, stay, goTo });
  useEffect(() => {
    latest.current = { follow, preview, answer, stay, goTo };
  });
  // Another place, such as a run, can lead to an ID here. The feature's documents must be read first.
  const wanted = useRoute(({ route }) =>
    route.place === "document" && route.path === path ? route.id : undefined,
  );
  useEffect(() => {
    if (wanted === undefined || !editor || !watch) return;
    const show = () => {
      goInstead({ place: "document", feature: feature?.id, path });
      latest.current.goTo(wanted);
    };
    if (!watch.current()) return watch.subscribe(show);
    show();
  }, [wanted, editor, watch, feature?.id, path]);
  const events = useMemo<SpecEvents>(
    () => ({
      onGo: (spot) => latest.current.follow(spot),
      onHover: (spot) => (spot ? latest.current.preview(spot, false) : latest.current.stay(false)),
      onAnswer: (spot) => latest.current.answer(spot),
    }),
    [],
  );

  if (!editor || !open) return { events, popover: null };
  const { spot } = open;
  const anchor = (): DOMRect => {
    const size = editor.state.doc.content.size;
    const start = editor.view.coordsAtPos(Math.min(spot.from, size));
    const end = editor.view.coordsAtPos(Math.min(spot.to, size), -1);
    const left = end.top > start.top ? Math.min(start.left, end.left) : start.left;
    return new DOMRect(left, start.top, Math.max(end.right - left, 1), end.bottom - start.top);
  };
  const featureRuns = runs.filter((run) => run.feature === feature?.id);
  return {
    events,
    popover:
      open.kind === "answer" ? (
        <Popover
          key={`answer ${spot.from}`}
          label="Answer the question"
          anchor={anchor}
          within={editor.view.dom}
          focus
          onClose={close}
        >
          <AnswerForm
            name={fieldName("answer", project, path, spot.text)}
            question={questionOf(spot)}
            onCancel={() => close(true)}
            onAnswer={(words) => {
              const answered = answerQuestion(editor.state, spot, words, today());
              if (answered) editor.view.dispatch(answered);
              else say("The question was changed meanwhile. Open it again to answer it.");
              close(true);
              return answered !== undefined;
            }}
          />
        </Popover>
      ) : (
        <Popover
          key={`${open.id} ${spot.from}`}
          label={open.id}
          anchor={anchor}
          within={editor.view.dom}
          focus={open.byKeyboard}
          onClose={close}
          onPointer={stay}
        >
          <ReferenceCard
            id={open.id}
            trail={trailOf(documents(), featureRuns, open.id)}
            here={open.id === spot.text && standsHere(spot, open.id)}
            onGo={() => goTo(open.id)}
            onId={(id) => preview(spot, open.byKeyboard, id)}
            onTask={(task) => {
              if (feature) go({ place: "board", feature: feature.id, task });
            }}
            onRun={(run) => go({ place: "run", run })}
          />
        </Popover>
      ),
  };
}

/** Today in the person's time zone, `YYYY-MM-DD`. */
function today(): string {
  const now = new Date();
  const two = (value: number) => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
