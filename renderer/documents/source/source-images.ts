import type { Extension } from "@codemirror/state";
import { dropCursor, EditorView, type PluginValue, ViewPlugin } from "@codemirror/view";
import { paragraphSource } from "@shared/markdown/candidates";
import {
  droppedFiles,
  filesOf,
  type ImageOptions,
  refuseFiles,
  type SavedImage,
  saveEach,
} from "../images/files";

/**
 * Saves images that are pasted or dropped into the source beside the document, and links them, as in the rich
 * text.
 */
export function sourceImages(options: ImageOptions): Extension {
  const insertion = ViewPlugin.define((view) => new ImageInsertion(view, options), {
    eventHandlers: {
      paste(event) {
        return this.insert(event, filesOf(event.clipboardData));
      },
      drop(event) {
        const files = droppedFiles(event);
        const at = this.view.posAtCoords({ x: event.clientX, y: event.clientY }, false);
        return this.insert(event, files, at);
      },
    },
  });
  return [insertion, dropCursor(), dropTheme];
}

const dropTheme = EditorView.theme({
  ".cm-dropCursor": { borderLeft: "2px solid var(--blue)" },
});

/** An offset in the text that moves along with changes before it. */
interface Place {
  at: number;
}

class ImageInsertion implements PluginValue {
  private readonly places = new Set<Place>();
  private gone = false;

  constructor(
    readonly view: EditorView,
    private readonly options: ImageOptions,
  ) {}

  update({ changes }: { changes: { mapPos(at: number, side: number): number } }): void {
    for (const place of this.places) place.at = changes.mapPos(place.at, 1);
  }

  destroy(): void {
    this.gone = true;
  }

  /** @param at the offset of a drop; pasted files go to the cursor */
  insert(event: Event, files: readonly File[], at?: number): boolean {
    if (files.length === 0) return false;
    if (this.view.state.readOnly) return refuseFiles(event, files, this.options);
    event.preventDefault();
    if (at !== undefined) this.view.dispatch({ selection: { anchor: at } });
    this.view.focus();
    void this.insertAll(files);
    return true;
  }

  /** Each image goes to the current cursor, so text typed meanwhile stays in place. */
  private async insertAll(files: readonly File[]): Promise<void> {
    const place = { at: this.view.state.selection.main.from };
    this.places.add(place);
    try {
      await saveEach(files, this.options, (image) => {
        if (!this.gone) this.put(image, place.at);
        return !this.gone;
      });
    } finally {
      this.places.delete(place);
    }
  }

  private put(image: SavedImage, at: number): void {
    const insert = sourceOf(image);
    const { main } = this.view.state.selection;
    const atCursor = main.empty && main.head === at;
    this.view.dispatch({
      changes: { from: at, insert },
      ...(atCursor ? { selection: { anchor: at + insert.length } } : {}),
      scrollIntoView: atCursor,
      userEvent: "input.paste",
    });
  }
}

/** The Markdown of an image, as the rich text writes it. */
const sourceOf = (attrs: SavedImage): string =>
  paragraphSource([{ type: "image", attrs: { ...attrs } }]);
