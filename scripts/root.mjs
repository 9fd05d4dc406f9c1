import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder. Spelled so that a Node too old for this project gets as far as being told so. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));
