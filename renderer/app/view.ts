import { call } from "../store/bridge";
import { useCommands } from "../store/commands";
import { flushDrafts } from "../store/unsaved";
import { onMac } from "../ui/shortcut";

/** Commands for zoom, full screen and reload. The zoom applies to all windows. */
export function useViewCommands(): void {
  useCommands([
    {
      id: "view.zoomIn",
      title: "Zoom in",
      group: "View",
      shortcut: "Mod+Plus",
      run: () => call("app.zoom", { step: "in" }),
    },
    {
      id: "view.zoomOut",
      title: "Zoom out",
      group: "View",
      shortcut: "Mod+-",
      run: () => call("app.zoom", { step: "out" }),
    },
    {
      id: "view.zoomReset",
      title: "Actual size",
      group: "View",
      shortcut: "Mod+0",
      run: () => call("app.zoom", { step: "reset" }),
    },
    {
      id: "view.fullScreen",
      title: "Full screen",
      group: "View",
      shortcut: onMac() ? "Mod+Shift+F11" : "F11",
      run: () => call("app.fullScreen"),
    },
    {
      id: "view.reload",
      title: "Reload window",
      group: "View",
      // Without a shortcut, because Ctrl R searches the history of a shell.
      async run() {
        await flushDrafts();
        await call("app.reload");
      },
    },
  ]);
}
