import { describe, expect, it, vi } from "vitest";
import { createNotifications, type NotificationParts } from "./notifications";

const told = { key: "r-1", title: "Answer a question", body: "T001" };

function parts(here: Partial<Record<"isSupported" | "isInFront", boolean>> = {}) {
  const gone: ((clicked: boolean) => void)[] = [];
  const show = vi.fn<NotificationParts["show"]>((_, end) => void gone.push(end));
  return {
    gone,
    show,
    isSupported: () => here.isSupported ?? true,
    isInFront: () => here.isInFront ?? false,
  };
}

describe("a system notification", () => {
  it("is shown once for two windows, and a click leads to the wait", () => {
    const system = parts();
    const tell = createNotifications(system);
    const open = vi.fn();
    tell(told, open);
    tell(told, open);
    expect(system.show).toHaveBeenCalledTimes(1);
    system.gone[0]?.(true);
    expect(open).toHaveBeenCalledTimes(1);
  });

  it("comes again for a later wait of the same run", () => {
    const system = parts();
    const tell = createNotifications(system);
    const open = vi.fn();
    tell(told, open);
    system.gone[0]?.(false);
    tell(told, open);
    expect(system.show).toHaveBeenCalledTimes(2);
    expect(open).not.toHaveBeenCalled();
  });

  it("is not shown while a window is in front, or where the system has none", () => {
    for (const here of [{ isInFront: true }, { isSupported: false }]) {
      const system = parts(here);
      createNotifications(system)(told, vi.fn());
      expect(system.show).not.toHaveBeenCalled();
    }
  });
});
