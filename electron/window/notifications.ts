/** Something that waits for the person, for the system to tell. */
export interface Told {
  /** Names the wait among the others. */
  readonly key: string;
  readonly title: string;
  readonly body: string;
}

/** The parts of Electron that telling needs. */
export interface NotificationParts {
  /** Whether the system shows notifications at all. */
  isSupported(): boolean;
  /** Whether a window of the app is in front, where the wait is seen anyway. */
  isInFront(): boolean;
  /** Shows a notification. `gone` is called once the person clicked it, or it was closed. */
  show(told: Told, gone: (clicked: boolean) => void): void;
}

/**
 * Makes the function that tells of a wait by a system notification. Two windows may tell of the same wait; the system
 * shows it once.
 * @returns `open` is called when the person clicks the notification
 */
export function createNotifications(
  parts: NotificationParts,
): (told: Told, open: () => void) => void {
  const shown = new Set<string>();
  return (told, open) => {
    if (!parts.isSupported() || parts.isInFront() || shown.has(told.key)) return;
    shown.add(told.key);
    parts.show(told, (clicked) => {
      shown.delete(told.key);
      if (clicked) open();
    });
  };
}
