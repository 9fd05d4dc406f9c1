import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./ui/base.css";
import { App } from "./app/App";
import { QuitDialog } from "./app/QuitDialog";
import { Recovery } from "./app/Recovery";

const root = document.getElementById("root");
if (!root) throw new Error("The page has no root element.");
createRoot(root).render(
  <StrictMode>
    <Recovery>
      <App />
    </Recovery>
    {/* Also what could not go on must be possible to close. */}
    <QuitDialog />
  </StrictMode>,
);
