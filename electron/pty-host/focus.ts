/** Tells the program whether its terminal has the person's attention, if it wants to hear that. */
export interface Focus {
  /** A window that has it shows the terminal, or none does any more. */
  set(focused: boolean): void;
  /** The program may have begun or ceased to ask. A program that begins hears how it stands. */
  look(): void;
}

/**
 * @param asked whether the program wants to hear (private mode 1004)
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
