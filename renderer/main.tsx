import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./ui/base.css";
import { App } from "./app/App";
import { QuitDialog } from "./app/QuitDialog";
import { Recovery } from "./app/Recovery";
import { call, on } from "./store/bridge";
import { database } from "./store/database";
import { flushDrafts } from "./store/unsaved";

// The request is sent before the first drawing, so that the answer has arrived when it is needed.
const launch = call("project.atStart");
void database.open();

// Registered outside of React, so that a window that closes saves first in every state, also from the recovery
// screen.
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
    {/* The dialog is outside of the recovery boundary: a window whose app failed can still be closed. */}
    <QuitDialog />
  </StrictMode>,
);
