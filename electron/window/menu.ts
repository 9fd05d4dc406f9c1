import type { CallInput } from "@shared/contracts";
import { app, type BrowserWindow, Menu, type MenuItemConstructorOptions } from "electron";
import { emit } from "./emit";

type MenuGroups = CallInput<"app.menu">["groups"];

/** macOS has one menu bar for all windows, which shows the front window's menu. */
const menus = new WeakMap<BrowserWindow, Menu>();

/**
 * Makes a window's menu from its commands. The page itself handles the shortcuts, so that a key means the same
 * wherever the focus is; the menu only shows them. Text editing keeps the platform's own entries.
 */
export function showMenu(groups: MenuGroups, window: BrowserWindow): void {
  const command = (item: MenuGroups[number]["items"][number]): MenuItemConstructorOptions => ({
    label: item.title,
    enabled: item.enabled,
    ...(item.shortcut ? { accelerator: item.shortcut.replace("Mod", "CommandOrControl") } : {}),
    registerAccelerator: false,
    click: () => choose(window, item.id),
  });
  const template: MenuItemConstructorOptions[] = groups.map((group) => ({
    label: group.title,
    submenu: [...group.items.map(command), ...platformItems(group.title)],
  }));
  if (process.platform !== "darwin") {
    window.setMenu(Menu.buildFromTemplate(template));
    return;
  }
  const known = menus.has(window);
  const menu = Menu.buildFromTemplate([{ role: "appMenu" }, ...template]);
  menus.set(window, menu);
  if (!known) window.on("focus", () => Menu.setApplicationMenu(menus.get(window) ?? menu));
  if (window.isFocused()) Menu.setApplicationMenu(menu);
}

/**
 * Runs a menu command in the page as a user gesture. Without a gesture the page cannot, for example, open a file
 * dialog, and the command would have no effect.
 */
function choose({ webContents }: BrowserWindow, id: string): void {
  if (webContents.isDestroyed()) return;
  const byPerson = true;
  const tell = () => emit(webContents, "app.command", { id });
  webContents.executeJavaScript("undefined", byPerson).then(tell, () => undefined);
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
