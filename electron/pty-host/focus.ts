/** Sends focus reports to a program that asked for them. */
export interface Focus {
  /** Whether a window that shows the terminal has the focus. */
  set(focused: boolean): void;
  /**
   * Call when the program may have turned focus reports on or off. A program that turns them on gets the current
   * state.
   */
  look(): void;
}

/**
 * @param asked whether the program asked for focus reports (private mode 1004)
 * @param write types into the terminal
 */
export function createFocus(asked: () => boolean, write: (data: string) => void): Focus {
  let focused = false;
  let wanted = false;
  const tell = () => write(focused ? "\u001b[I" : "\u001b[O");
  return {
    set(next) {
      if (next === focused) return;
      focused = next;
      if (wanted) tell();
    },
    look() {
      const wants = asked();
      if (wants === wanted) return;
      wanted = wants;
      if (wanted) tell();
    },
  };
}
