import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./ui/base.css";
import { App } from "./app/App";
import { QuitDialog } from "./app/QuitDialog";
import { Recovery } from "./app/Recovery";
import { call } from "./store/bridge";
import { database } from "./store/database";

// Asked for before anything is drawn: the answers are there by the time they are needed.
const launch = call("app.info");
void database.open();

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
