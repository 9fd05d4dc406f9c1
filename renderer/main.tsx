import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./ui/base.css";
import { App } from "./app/App";
import { QuitDialog } from "./app/QuitDialog";
import { Recovery } from "./app/Recovery";
import { call, on } from "./store/bridge";
import { database } from "./store/database";
import { flushDrafts } from "./store/unsaved";

// Asked for before anything is drawn: the answers are there by the time they are needed.
const launch = call("project.atStart");
void database.open();

// Whatever is shown, the recovery screen too: a window that closes saves first.
on("app.flush", () => {
  void flushDrafts().finally(() => call("app.flushed"));
});

const root = document.getElementById("root");
if (!root) throw new Error("The page has no root element.");
createRoot(root).render(
  <StrictMode>
    <Recovery>
      <App launch={launch} />
    </Recovery>
    {/* Also what could not go on must be possible to close. */}
    <QuitDialog />
  </StrictMode>,
);
