import type { Board, Card } from "@shared/tasks/board";
import { type KeyboardEvent, useState } from "react";
import { cardKey } from "./use-lanes";

/** Whether a card's task can start now or wait in the queue. */
export const isSelectable = (card: Card): boolean =>
  !card.task.done &&
  !card.task.unnumbered &&
  card.queued === undefined &&
  card.word !== "cannot start";

/** Cards chosen on the board, to start their tasks together. */
export interface Selection {
  /** In the order of the task list. */
  readonly cards: readonly Card[];
  /** Whether a card is chosen; undefined for one that cannot be chosen. */
  stateOf(card: Card): boolean | undefined;
  /** Chooses a card or not. With `extend`, also each card of its lane up to the card that was chosen last. */
  toggle(card: Card, extend: boolean): void;
  clear(): void;
  /** Handles the keys of a focused card: x, s, Shift with an arrow, Escape. @returns whether the key had a meaning */
  onKeyDown(event: KeyboardEvent, lane: number, at: number): boolean;
}

/**
 * The chosen cards of a board. A card that starts or is queued meanwhile is not chosen any more.
 * @param onStart starts tasks: the chosen ones, or that of the focused card
 */
export function useSelection(board: Board, onStart: (cards: readonly Card[]) => void): Selection {
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const [anchor, setAnchor] = useState<string>();
  const lanes = board.columns
    .filter(({ name }) => name === "Ready" || name === "Blocked")
    .map(({ cards }) => cards.filter(isSelectable));
  const order = new Map(board.graph.nodes.map(({ task }, at) => [task, at] as const));
  const cards = lanes
    .flat()
    .filter(({ task }) => keys.has(cardKey(task)))
    .sort((a, b) => (order.get(a.task) ?? 0) - (order.get(b.task) ?? 0));
  const selectable = new Set(lanes.flat());
  const canSelect = (card: Card) => selectable.has(card);

  const toggle = (card: Card, extend: boolean) => {
    const key = cardKey(card.task);
    const lane = lanes.find((each) => each.includes(card));
    if (lane === undefined) return;
    const from = lane.findIndex(({ task }) => cardKey(task) === anchor);
    const to = lane.indexOf(card);
    const next = new Set(keys);
    if (extend && from >= 0)
      for (const { task } of lane.slice(Math.min(from, to), Math.max(from, to) + 1))
        next.add(cardKey(task));
    else if (!next.delete(key)) next.add(key);
    setKeys(next);
    setAnchor(key);
  };
  const clear = () => setKeys(new Set());

  return {
    cards,
    stateOf: (card) => (canSelect(card) ? keys.has(cardKey(card.task)) : undefined),
    toggle,
    clear,
    onKeyDown(event, lane, at) {
      if (event.altKey || event.ctrlKey || event.metaKey) return false;
      const card = board.columns[lane]?.cards[at];
      if (card === undefined) return false;
      const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
      if (event.shiftKey && step !== 0) {
        const next = board.columns[lane]?.cards[at + step];
        const added = [card, ...(next ? [next] : [])].filter(canSelect);
        setKeys(new Set([...keys, ...added.map(({ task }) => cardKey(task))]));
        // The arrow still moves the focus.
        return false;
      }
      if (event.shiftKey) return false;
      if (event.key === "x" && canSelect(card)) toggle(card, false);
      else if (event.key === "s" && cards.length > 0) onStart(cards);
      else if (event.key === "s" && canSelect(card)) onStart([card]);
      else if (event.key === "Escape" && keys.size > 0) clear();
      else return false;
      event.preventDefault();
      return true;
    },
  };
}
