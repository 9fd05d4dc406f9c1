import type { CallInput } from "@shared/contracts";
import { app, BrowserWindow, Menu, type MenuItemConstructorOptions } from "electron";
import { emit } from "../ipc/door";

type MenuGroups = CallInput<"app.menu">["groups"];

/**
 * Makes the system's menu from the window's commands. The window itself answers the shortcuts, so that
 * a key means the same wherever the focus is; the menu only shows them. Text editing keeps the
 * platform's own entries.
 */
export function showMenu(groups: MenuGroups): void {
  const command = (item: MenuGroups[number]["items"][number]): MenuItemConstructorOptions => ({
    label: item.title,
    enabled: item.enabled,
    ...(item.shortcut ? { accelerator: item.shortcut.replace("Mod", "CommandOrControl") } : {}),
    registerAccelerator: false,
    click: () => {
      const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
      if (window) emit(window.webContents, "app.command", { id: item.id });
    },
  });
  const template: MenuItemConstructorOptions[] = groups.map((group) => ({
    label: group.title,
    submenu: [...group.items.map(command), ...platformItems(group.title)],
  }));
  if (process.platform === "darwin") template.unshift({ role: "appMenu" });
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

function platformItems(group: string): MenuItemConstructorOptions[] {
  if (group === "File" && process.platform !== "darwin")
    return [{ type: "separator" }, { label: "Quit", click: () => app.quit() }];
  if (group === "Edit")
    return [
      { type: "separator" },
      { role: "cut" },
      { role: "copy" },
      { role: "paste" },
      { role: "selectAll" },
    ];
  return [];
}
