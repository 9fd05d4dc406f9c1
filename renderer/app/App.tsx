import { Problem } from "@shared/base/problem";
import type { CallOutput } from "@shared/contracts";
import { useEffect } from "react";
import { startDrafts } from "../documents/keeping/open-documents";
import { call, on } from "../store/bridge";
import { useCommands } from "../store/commands";
import { say, sayProblem } from "../store/notices";
import {
  closeProject,
  followProject,
  openProject,
  showWelcome,
  useProjectState,
} from "../store/open-project";
import { useRoute } from "../store/route";
import { flushDrafts } from "../store/unsaved";
import { Welcome } from "../welcome/Welcome";
import { Notices } from "./Notices";
import { openOther, showAsked } from "./outside-requests";
import { Palette, usePalette } from "./Palette";
import { RecordingPlace, useRecordings } from "./recordings";
import { Shell } from "./Shell";
import { useMenuAndShortcuts } from "./shortcuts";
import { useViewCommands } from "./view";
import "./app.css";

/** The main process's answer about this launch. */
export type Launch = CallOutput<"project.atStart">;

/** The window: the welcome screen or the open project, with the layers above both. */
export function App({ launch }: { launch: Promise<Launch> }) {
  const status = useProjectState((state) => state.status);
  useEffect(() => start(launch), [launch]);
  useMenuAndShortcuts();
  useViewCommands();
  const palette = usePalette();
  const importing = useRecordings(status === "open");
  const recording = useRoute(({ route }) => (route.place === "recording" ? route : undefined));

  useCommands([
    {
      id: "palette.open",
      title: "Search or run a command",
      group: "Go",
      shortcut: "Mod+K",
      run: palette.open,
    },
    {
      id: "project.openFolder",
      title: "Open a repository",
      group: "File",
      shortcut: "Mod+O",
      run: chooseAndOpen,
    },
    {
      id: "window.new",
      title: "New window",
      group: "File",
      shortcut: "Mod+Shift+N",
      run: () => call("app.newWindow"),
    },
    {
      id: "project.close",
      title: "Close the project",
      group: "File",
      enabled: status === "open",
      run: async () => {
        await flushDrafts();
        await closeProject();
      },
    },
    {
      id: "theme.system",
      title: "Theme: as the system",
      group: "View",
      run: () => call("app.theme", { theme: "system" }),
    },
    {
      id: "theme.light",
      title: "Theme: light",
      group: "View",
      run: () => call("app.theme", { theme: "light" }),
    },
    {
      id: "theme.dark",
      title: "Theme: dark",
      group: "View",
      run: () => call("app.theme", { theme: "dark" }),
    },
  ]);

  return (
    <>
      {status === "open" ? (
        <Shell onSearch={palette.open} />
      ) : recording ? (
        <RecordingPlace route={recording} />
      ) : (
        <Welcome onChoose={chooseAndOpen} />
      )}
      {importing}
      <Notices />
      {palette.isOpen && <Palette onClose={palette.close} />}
    </>
  );
}

async function chooseAndOpen(): Promise<void> {
  const chosen = await call("app.chooseFolder", { title: "Open a repository" });
  if (chosen) await openOther(chosen.path);
}

function start(launch: Promise<Launch>): () => void {
  const stops = [
    followProject(),
    startDrafts(),
    on("app.problem", ({ message }) => sayProblem(new Problem("unexpected", message))),
    on("project.opened", ({ path }) => {
      openOther(path).catch(sayProblem);
    }),
    on("app.asked", () => void showAsked()),
  ];
  begin(launch).catch((error: unknown) => {
    showWelcome();
    sayProblem(error);
  });
  return () => {
    for (const stop of stops) stop();
  };
}

async function begin(launch: Promise<Launch>): Promise<void> {
  const info = await launch;
  if (info.open === null) showWelcome();
  else await openProject(info.open);
  await showAsked();
  const recovered = new URLSearchParams(window.location.search).get("recovered");
  if (recovered === "engine")
    say(
      "Specwright's engine ended and was started again. The runs go on, and your drafts are kept.",
    );
  else if (recovered !== null)
    say("The window crashed and was opened again. Your drafts were kept.");
}
