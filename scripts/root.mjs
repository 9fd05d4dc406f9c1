import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The project's folder. Written in old syntax, so that a Node that is too old gets as far as the message that says
 * so.
 */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));
