import type { Board } from "@shared/tasks/board";
import type { Task } from "@shared/tasks/parse-tasks";
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from "react";

/** The name of a card, which stays while the task keeps its line. */
export const cardKey = ({ id, line }: Task): string => `${id}:${line}`;

const moves: Readonly<Record<string, readonly [dx: number, dy: number]>> = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  Home: [0, Number.NEGATIVE_INFINITY],
  End: [0, Number.POSITIVE_INFINITY],
};

/**
 * Keyboard navigation on the board. Each lane is one tab stop, at the card that was focused last in it. Arrow
 * keys move to the neighbouring card, Home and End to the first and last card of the lane. A card that moves
 * to another lane keeps the focus.
 */
export function useLanes(board: Board) {
  const lanes = useRef<HTMLDivElement>(null);
  const [stops, setStops] = useState<Readonly<Record<string, string>>>({});
  /** The card that has the focus, or had it when it moved to another lane. */
  const focused = useRef<string>(undefined);

  const titleOf = (key: string): HTMLElement | null =>
    lanes.current?.querySelector<HTMLElement>(`[data-card="${CSS.escape(key)}"] .card-title`) ??
    null;

  // Runs after each drawing, because a card may have moved to another lane.
  useLayoutEffect(() => {
    if (focused.current === undefined || document.activeElement !== document.body) return;
    titleOf(focused.current)?.focus();
  });

  useEffect(() => {
    const board = lanes.current;
    if (!board) return;
    const listening = new AbortController();
    const { signal } = listening;
    const enter = ({ target }: FocusEvent) => {
      const card = target instanceof Element && target.closest<HTMLElement>("[data-card]");
      const { card: key, lane } = card ? card.dataset : {};
      if (key === undefined || lane === undefined) return;
      focused.current = key;
      setStops((before) => (before[lane] === key ? before : { ...before, [lane]: key }));
    };
    const leave = ({ relatedTarget }: FocusEvent) => {
      // When a focused card is removed, no element receives the focus.
      if (relatedTarget !== null) focused.current = undefined;
    };
    // A click beside the cards removes the focus on purpose.
    const press = () => {
      focused.current = undefined;
    };
    board.addEventListener("focusin", enter, { signal });
    board.addEventListener("focusout", leave, { signal });
    document.addEventListener("pointerdown", press, { signal, capture: true });
    return () => listening.abort();
  }, []);

  return {
    lanes,
    /** Whether a card is its lane's tab stop. */
    isStop(lane: number, key: string): boolean {
      const { name, cards = [] } = board.columns[lane] ?? {};
      const stop = name === undefined ? undefined : stops[name];
      const there = cards.some(({ task }) => cardKey(task) === stop);
      return key === (there ? stop : cards[0] && cardKey(cards[0].task));
    },
    /** Stores a card whose button opens a dialog, so that the focus can return to the card. */
    keep(task: Task): void {
      focused.current = cardKey(task);
    },
    /** Handles keys on a card's title. */
    onKeyDown(event: KeyboardEvent, lane: number, at: number): void {
      const move = event.altKey || event.ctrlKey || event.metaKey ? undefined : moves[event.key];
      if (!move) return;
      event.preventDefault();
      const [dx, dy] = move;
      let to = lane + dx;
      while (dx !== 0 && board.columns[to]?.cards.length === 0) to += dx;
      const cards = board.columns[to]?.cards ?? [];
      const card = cards[Math.max(0, Math.min(cards.length - 1, at + dy))];
      if (card) titleOf(cardKey(card.task))?.focus();
    },
  };
}
